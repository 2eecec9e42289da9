import { texts } from '../texts';

export const session = texts({
  title: ['登录', 'Sign in'],
  subtitle: ['应急接处警与指挥平台', 'Emergency response and command'],
  name: ['账号', 'Account'],
  password: ['密码', 'Password'],
  enter: ['登录', 'Sign in'],
  demo: ['演示环境：点一下，以该角色进入', 'Demonstration: enter as one of these'],
  allAccounts: ['全部 {n} 个账号', 'All {n} accounts'],
  fictional: ['城市、人物与警情均为虚构', 'The city, people and incidents are fictional'],
  signOut: ['退出登录', 'Sign out'],
  switchUser: ['换人', 'Switch user'],
  switchHint: ['席位、通话与管辖不变，只换值守的人。', 'The desk, its call and its ground stay; only the person changes.'],
  lock: ['锁定', 'Lock'],
  locked: ['已锁定', 'Locked'],
  lockedHint: ['{name} 的会话已锁定，输入密码继续。', 'The session of {name} is locked. Enter the password to go on.'],
  unlock: ['解锁', 'Unlock'],
  unreachable: ['连不上服务器', 'The server cannot be reached'],
  unreachableHint: ['正在自动重试。请检查网络或告知管理员。', 'Trying again by itself. Check the network or tell the administrator.'],
  loading: ['正在进入…', 'Entering…'],
});
