import { texts } from '../texts';

export const alarms = texts({
  title: ['告警', 'Alarms'],
  none: ['无告警', 'No alarms'],
  acknowledge: ['确认', 'Acknowledge'],
  acknowledgeFirst: ['确认第一条告警', 'Acknowledge the first alarm'],
  more: ['另有 {n} 条', '{n} more'],
  sound: ['声音开', 'Sound on'],
  muted: ['已静音', 'Muted'],
  blocked: ['点一下以开启声音', 'Click to enable sound'],
  mute: ['告警声音开关', 'Turn the alarm sound on or off'],
  since: ['已响 {time}', 'for {time}'],
});
