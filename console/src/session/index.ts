export { AccountMenu } from './AccountMenu';
export { Gate } from './Gate';
export { atSignOut, homeOf, screensOf, switchLanguage, useActs, useSession } from './session';
