import { useWords } from '@/i18n';
import { Empty } from '@/ui';

export default function OfficerScreen() {
  const { t } = useWords();
  return <Empty text={t('officer.title')} />;
}
