/** Small signs of lists: priority, status, kind. Each has its word, so that neither colour nor shape is needed alone. */
import { memo } from 'react';
import { useWords } from '@/i18n';
import type { IncidentStatus, Priority, UnitKind, UnitStatus } from '@/live/cards';
import './marks.css';
import { INCIDENT_GLYPH, KIND_PATH, PRIORITY_PATH, UNIT_GLYPH } from './shapes';

export const PriorityMark = memo(function PriorityMark({ priority, size = 20 }: { priority: Priority; size?: number }) {
  const { word } = useWords();
  return (
    <svg className={`mark-priority mark-${priority}`} width={size} height={size} viewBox="0 0 16 16" role="img"
      aria-label={`${priority} ${word(`terms.${priority}`)}`}>
      <path d={PRIORITY_PATH[priority]} />
      <text x="8" y={priority === 'P2' ? 13.2 : 11.6} textAnchor="middle">{priority.slice(1)}</text>
    </svg>
  );
});

interface GlyphProps {
  path: string;
  solid: boolean;
  tone: string;
}

function Glyph({ path, solid, tone }: GlyphProps) {
  return (
    <svg className={`mark-glyph tone-${tone}${solid ? ' is-solid' : ''}`} width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} fillRule="evenodd" />
    </svg>
  );
}

export const IncidentStatusMark = memo(function IncidentStatusMark({ status }: { status: IncidentStatus }) {
  const { word } = useWords();
  const glyph = INCIDENT_GLYPH[status];
  return (
    <span className={`mark-status tone-${glyph.tone}`}>
      <Glyph {...glyph} />
      {word(`terms.incident.${status}`)}
    </span>
  );
});

export const UnitStatusMark = memo(function UnitStatusMark({ status, onDuty = true }: { status: UnitStatus; onDuty?: boolean }) {
  const { word } = useWords();
  const glyph = UNIT_GLYPH[onDuty ? status : 'out'];
  return (
    <span className={`mark-status tone-${glyph.tone}`}>
      <Glyph {...glyph} />
      {word(`terms.unit.${onDuty ? status : 'off_duty'}`)}
    </span>
  );
});

export const KindMark = memo(function KindMark({ kind }: { kind: UnitKind }) {
  const { word } = useWords();
  return (
    <svg className="mark-kind" width="15" height="15" viewBox="0 0 16 16" role="img" aria-label={word(`terms.kind.${kind}`)}>
      <title>{word(`terms.kind.${kind}`)}</title>
      <path d={KIND_PATH[kind]} fillRule="evenodd" />
    </svg>
  );
});
