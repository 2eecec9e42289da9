import { texts } from '../texts';

export const keys = texts({
  title: ['按键与命令', 'Keys and commands'],
  app: ['通用', 'Everywhere'],
  overlay: ['显示这张表', 'Show this table'],
  command: ['到命令行', 'To the command line'],
  language: ['切换语言', 'Switch the language'],
  theme: ['昼夜配色', 'Day or night'],
  intake: ['到接警台', 'To intake'],
  board: ['到指挥台', 'To dispatch'],
  commandHint: [
    '警情号写末几位即可；已打开的警情可省略警情号；命令与号码可连写（d12 a31）；呼号后加 ! 表示抽调。中文单字同样有效。',
    'The last digits of a number are enough; with an incident open its number may be left out; verb and number may touch (d12 a31); ! after a call sign takes the unit from its work.',
  ],
});
