import { ApiError, type Reason } from '@/api';
import { type Words, useWords } from '@/i18n';
import { sameMembers, useBoard } from '@/live';
import { spanOf, timeOf } from '@/live/clock';
import { Failure } from '@/ui';
import type { Playback } from './playback';
import { useRecommendation } from './source';

const MOST = 5;

/** What the platform proposed, with its reasons as they were kept, and which of it was sent. */
export function Recommended({ id, playback }: { id: string; playback: Playback }) {
  const words = useWords();
  const { t } = words;
  const made = useRecommendation(id);
  const sent = useBoard((board) => (board.incidents.get(id)?.assignments ?? []).map(({ unit_id }) => unit_id), sameMembers, playback.store);
  const unseen = made.error instanceof ApiError ? made.error.status : 0;
  if (made.isPending) return null;
  return (
    <section className="rv-section" aria-label={t('review.recommendation')}>
      <h3>{t('review.recommendation')}{made.data && <span className="dim"> {t('review.recommendationAt', { time: timeOf(made.data.made_at) })}</span>}</h3>
      {unseen === 404 || made.data?.items.length === 0 ? <p className="soft">{t('review.recommendationNone')}</p>
        : unseen === 403 ? <p className="soft">{t('review.recommendationForbidden')}</p>
          : made.error ? <Failure error={made.error} retry={() => void made.refetch()} /> : null}
      {made.data && made.data.items.length > 0 && (
        <table className="rv-table">
          <thead><tr><th scope="col">{t('review.unit')}</th><th scope="col">{t('review.eta')}</th><th scope="col">{t('review.reasons')}</th></tr></thead>
          <tbody>
            {made.data.items.slice(0, MOST).map((item) => (
              <tr key={item.unit_id}>
                <th scope="row">{item.call_sign}{sent.includes(item.unit_id) && <span className="rv-sent"> ✓ {t('review.sent')}</span>}</th>
                <td className="mono">{spanOf(Math.round(item.eta_seconds))}<span className="dim rv-range">{spanOf(Math.round(item.eta_low))}–{spanOf(Math.round(item.eta_high))}</span></td>
                <td className="soft">{item.reasons.map((reason) => inWords(reason, words)).join(words.language === 'en' ? ', ' : '、')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function inWords(reason: Reason, { pick }: Words): string {
  return typeof reason === 'string' ? reason : pick(reason.text, reason.text_en ?? null);
}
