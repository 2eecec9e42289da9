import { texts } from '../texts';

/** What goes wrong between screen and server. The server's own refusals arrive already worded in our language. */
export const errors = texts({
  offline: ['连不上服务器。内容仍在，恢复后可再次提交。', 'The server cannot be reached. Nothing is lost; send again when it is back.'],
  timeout: ['服务器迟迟没有回答。再次提交不会重复。', 'The server took too long. Sending again will not do it twice.'],
  server: ['服务器出错（{status}）。请重试；若仍不行，请告知管理员。', 'The server failed ({status}). Try again; if it stays, tell the administrator.'],
  not_found: ['没有找到，或您无权查看。', 'Not found, or not yours to see.'],
  forbidden: ['您的角色不能做这件事。', 'Your role does not cover this.'],
  conflict: ['别人刚改过。已刷新，请核对后再做。', 'Someone changed it just now. It has been refreshed; check and try again.'],
  signed_out: ['登录已结束，请重新登录。', 'Your session has ended. Sign in again.'],
  locked: ['席位已锁定，请先解锁。', 'The session is locked. Unlock it first.'],
  unexpected: ['出了意外的问题：{text}', 'Something unexpected happened: {text}'],
  crashed: ['这一块画面出了问题，其他部分照常工作。', 'This part of the screen failed; the rest keeps working.'],
  retry: ['重试', 'Try again'],
});
