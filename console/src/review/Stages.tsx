import { useWords } from '@/i18n';
import { spanOf } from '@/live/clock';
import type { Stage } from './source';

/** Where on the bar the standard stands, in hundredths: each stage is seen against its own. */
const STANDARD_AT = 60;

/** Each stage's time beside its standard: a bar to compare, and words for what the bar says. */
export function Stages({ stages }: { stages: readonly Stage[] }) {
  const { t, pick } = useWords();
  if (stages.length === 0) return null;
  return (
    <section className="rv-section" aria-label={t('review.stages')}>
      <h3>{t('review.stages')}</h3>
      <table className="rv-stages">
        <thead><tr><th scope="col">{t('review.stage')}</th><th scope="col">{t('review.took')}</th><th scope="col" className="only-bar"><span className="only-read">{t('review.took')}</span></th><th scope="col">{t('review.standard')}</th></tr></thead>
        <tbody>
          {stages.map((stage) => {
            const { name, seconds, standard } = stage;
            const over = seconds !== null && standard !== null && seconds > standard;
            return (
              <tr key={name} className={over ? 'is-over' : ''} title={pick(stage.standard_text, stage.standard_text_en)}>
                <th scope="row">{pick(stage.text, stage.text_en)}</th>
                <td className="mono">{seconds === null ? <span className="dim">{t('review.notYet')}</span> : spanOf(seconds)}{stage.contradicts === true && <span className="rv-over" title={t('review.contradicts')}> !</span>}</td>
                <td className="only-bar" aria-hidden="true">
                  {standard !== null && seconds !== null && <i style={{ width: `${Math.min(100, (STANDARD_AT * seconds) / standard)}%` }} />}
                  {standard !== null && <b style={{ left: `${STANDARD_AT}%` }} />}
                </td>
                <td>
                  {standard === null ? <span className="dim">–</span> : <><span className="mono">{spanOf(standard)}</span>{' '}
                    {seconds !== null && <span className={over ? 'rv-over' : 'rv-within'}>{over ? t('review.over', { time: spanOf(seconds - standard) }) : t('review.within')}</span>}</>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
