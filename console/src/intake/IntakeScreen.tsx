import { useWords } from '@/i18n';
import { Empty } from '@/ui';

export default function IntakeScreen() {
  const { t } = useWords();
  return <Empty text={t('intake.title')} />;
}
