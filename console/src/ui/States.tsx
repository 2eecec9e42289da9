/** Empty, loading and error, the same everywhere. */
import { Component, type ReactNode } from 'react';
import { describe } from '@/api';
import { useWords } from '@/i18n';
import './states.css';

export function Loading({ text }: { text?: string }) {
  const { t } = useWords();
  return (
    <div className="state" role="status">
      <span className="state-wave" aria-hidden="true" />
      {text ?? t('app.loading')}
    </div>
  );
}

export function Empty({ text, hint }: { text: string; hint?: ReactNode }) {
  return (
    <div className="state">
      <span>{text}</span>
      {hint !== undefined && <span className="dim">{hint}</span>}
    </div>
  );
}

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const words = useWords();
  return (
    <div className="state is-bad" role="alert">
      <span>{describe(error, words)}</span>
      {retry && <button type="button" className="plain-button" onClick={retry}>{words.t('errors.retry')}</button>}
    </div>
  );
}

function Crashed({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useWords();
  return (
    <div className="state is-bad" role="alert">
      <span>{t('errors.crashed')}</span>
      <span className="dim mono">{error instanceof Error ? error.message : String(error)}</span>
      <button type="button" className="plain-button" onClick={retry}>{t('errors.retry')}</button>
    </div>
  );
}

/** Keeps the fault of one pane from taking the whole desk down. */
export class Guard extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    return <Crashed error={this.state.error} retry={() => this.setState({ error: undefined })} />;
  }
}
