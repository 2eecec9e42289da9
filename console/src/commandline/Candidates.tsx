import { useAgencyName } from '@/acts';
import type { Place } from '@/api';
import { useWords, type Words } from '@/i18n';
import { IncidentStatusMark, PriorityMark, UnitStatusMark } from '@/ui';
import type { Completion } from './complete';
import type { Order, Parsed } from './parse';
import type { Scene } from './scene';

export interface Candidate extends Completion {
  place?: Place;
}

interface Props {
  id: string;
  list: readonly Candidate[];
  picked: number;
  parsed: Parsed;
  codes: Scene['codes'];
  take: (candidate: Candidate) => void;
}

/** What Enter would do with the line as it is, so that a wrong number is seen before it is sent. */
function preview(order: Order, codes: Scene['codes'], { t, word, list }: Words): string {
  const parts: string[] = [t(`command.${order.verb}`)];
  if (order.units.length > 0 && order.verb !== 'd') parts.push(list(order.units.map((unit) => unit.callSign)));
  if (order.incident) parts.push(`${order.incident.number} ${order.incident.label}`);
  if (order.verb === 'd') parts.push(`← ${list(order.units.map((unit) => `${unit.callSign} ${word(`terms.unit.${unit.status}`)}`))}`);
  if (order.other) parts.push(`→ ${order.other.number} ${order.other.label}`);
  if (order.code !== undefined) parts.push(codes.find((code) => code.id === order.code)?.label ?? order.code);
  return parts.join(' · ');
}

export function Candidates({ id, list, picked, parsed, codes, take }: Props) {
  const words = useWords();
  const agencyName = useAgencyName();
  const said =
    parsed.kind === 'order' ? preview(parsed, codes, words)
      : parsed.kind === 'choice' ? words.t('command.choose', { word: parsed.typed })
        : parsed.kind === 'wrong' ? words.t(parsed.key, parsed.params) : '';
  return (
    <div className="candidates">
      <ul id={id} role="listbox" aria-label={words.t('command.label')}>
        {list.map((each, index) => (
          <li
            key={`${each.kind}${each.label}${each.line}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === picked}
            onMouseDown={(event) => {
              event.preventDefault();
              take(each);
            }}
          >
            {each.incident && <PriorityMark priority={each.incident.priority} size={16} />}
            <b className="mono">{each.label}</b>
            {each.verb && <span>{words.t(`command.${each.verb.name}`)}<span className="dim mono"> {each.verb.example}</span></span>}
            {each.hint !== undefined && <span className="clip">{each.hint}</span>}
            {each.incident && <IncidentStatusMark status={each.incident.status} />}
            {each.unit && <UnitStatusMark status={each.unit.status} onDuty={each.unit.onDuty} />}
            {each.place && <span className="dim">{[words.word(`intake.kind.${each.place.kind}`), agencyName(each.place.agency_id)].filter(Boolean).join(' · ')}</span>}
          </li>
        ))}
      </ul>
      <p className={parsed.kind === 'wrong' ? 'is-wrong' : ''} aria-live="polite">
        {said !== '' && parsed.kind === 'order' && <kbd>Enter</kbd>} {said}
      </p>
    </div>
  );
}
