export { atSignOut } from './leaving';
export { AccountMenu } from './AccountMenu';
export { Gate } from './Gate';
export { homeOf, screensOf, switchLanguage, useActs, useSession } from './session';
