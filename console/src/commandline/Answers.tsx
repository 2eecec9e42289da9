import { Popover } from 'antd';
import { type Answer, useAnswers } from '@/acts';
import { useWords } from '@/i18n';
import { timeOf } from '@/live/clock';

const SIGN: Record<Answer['tone'], string> = { done: '✓', told: '·', refused: '!' };

/** The last answer in full, the ones before it on demand. */
export function Answers({ run }: { run: (line: string) => void }) {
  const words = useWords();
  const answers = useAnswers();
  const [last] = answers;
  const list = (
    <ol className="answers-list">
      {answers.map((answer) => (
        <li key={answer.id} className={`answer is-${answer.tone}`}>
          <time className="dim mono">{timeOf(answer.at)}</time>
          <span>{answer.text(words)}</span>
        </li>
      ))}
    </ol>
  );
  return (
    <div className="answers">
      <div className="answers-last" aria-live="polite" role="status">
        {last && (
          <span key={last.id} className={`answer is-${last.tone}`}>
            <b aria-hidden="true">{SIGN[last.tone]}</b>
            <span className="clip" title={last.text(words)}>{last.text(words)}</span>
          </span>
        )}
      </div>
      {last?.undo !== undefined && (
        <button type="button" className="plain-button is-quiet" title={last.undo} onClick={() => run('u')}>
          {words.t('command.undo')} <kbd>u</kbd>
        </button>
      )}
      {answers.length > 1 && (
        <Popover content={list} trigger="click" placement="topRight" title={words.t('command.history')}>
          <button type="button" className="plain-button is-quiet" aria-label={words.t('command.history')}>⌃</button>
        </Popover>
      )}
    </div>
  );
}
