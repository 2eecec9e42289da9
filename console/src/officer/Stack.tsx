import { useCallback } from 'react';
import { useWords } from '@/i18n';
import { sameMembers, useBoard } from '@/live';
import type { Board } from '@/live/board';
import { shortNumber } from '@/map';
import { useTypeName } from '@/acts/names';
import { PriorityMark } from '@/ui';

/** Incidents that wait for this unit, in their order. */
export function Stack({ ids }: { ids: readonly string[] }) {
  const { t } = useWords();
  const name = useTypeName();
  const incidents = useBoard(
    useCallback((board: Board) => ids.flatMap((id) => board.incidents.get(id) ?? []), [ids]), sameMembers,
  );
  if (ids.length === 0) return null;
  return (
    <section className="of-card" aria-label={t('officer.stack', { n: ids.length })}>
      <h3>{t('officer.stack', { n: ids.length })}</h3>
      <ul className="of-stack">
        {incidents.map((incident) => (
          <li key={incident.id}>
            <PriorityMark priority={incident.priority} size={24} />
            <span><b>{name(incident.type)}</b> <span className="mono dim">{shortNumber(incident.number)}</span><br />{incident.place ?? incident.public_place}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
