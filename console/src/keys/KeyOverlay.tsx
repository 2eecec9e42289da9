import { Modal } from 'antd';
import { type Key, useWords } from '@/i18n';
import { VERBS } from '@/commandline/verbs';
import './keys.css';
import { type Binding, useBindings } from './registry';

const GROUPS: Binding['group'][] = ['app', 'board', 'incident', 'intake', 'alarms', 'review'];
const TITLE: Record<Binding['group'], Key> = {
  app: 'keys.app', board: 'board.title', incident: 'terms.incident', intake: 'intake.title', alarms: 'alarms.title', review: 'review.title',
};

/** Everything the keyboard does at this moment, and every word of the command line. */
export function KeyOverlay({ open, close, commands }: { open: boolean; close: () => void; commands: boolean }) {
  const { t } = useWords();
  return (
    <Modal open={open} onCancel={close} footer={null} title={t('keys.title')} width={commands ? 960 : 520} destroyOnHidden>
      <div className="keys">
        <Bindings />
        {commands && <Commands />}
      </div>
    </Modal>
  );
}

function Bindings() {
  const { t } = useWords();
  const bindings = useBindings().filter((each) => !each.quiet);
  return (
    <div className="keys-column">
      {GROUPS.map((group) => {
        const mine = bindings.filter((each, index) => each.group === group && bindings.findLastIndex((other) => other.combo === each.combo) === index);
        if (mine.length === 0) return null;
        return (
          <section key={group}>
            <h3>{t(TITLE[group])}</h3>
            <dl>
              {mine.map((each) => (
                <div key={each.combo}><dt>{(each.shown ?? each.combo).split(' ').map((part) => <kbd key={part}>{part}</kbd>)}</dt><dd>{t(each.label)}</dd></div>
              ))}
            </dl>
          </section>
        );
      })}
    </div>
  );
}

function Commands() {
  const { t } = useWords();
  return (
    <section className="keys-commands">
      <h3>{t('command.label')}</h3>
      <dl>
        {VERBS.map((verb) => (
          <div key={verb.name} className={verb.often ? 'is-often' : ''}>
            <dt><code>{verb.example}</code></dt>
            <dd>{t(`command.${verb.name}`)}<span className="dim"> {verb.zh}</span></dd>
          </div>
        ))}
      </dl>
      <p className="dim">{t('keys.commandHint')}</p>
    </section>
  );
}
