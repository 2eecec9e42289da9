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

  'kind.unassigned': ['无人出警', 'Nobody sent'],
  'kind.held': ['缓派到时', 'Hold is over'],
  'kind.stacked': ['排队过久', 'Stacked too long'],
  'kind.unacknowledged': ['未签收', 'Not acknowledged'],
  'kind.backup': ['请求增援', 'Backup wanted'],
  'kind.call_back': ['回访到期', 'Call-back due'],
  'kind.preempted': ['警力被抽调', 'Its unit was taken'],
  'kind.no_one_left': ['无人可派', 'No unit left to ask'],
  'kind.out': ['处警中停勤', 'Unit went out of service'],
});
