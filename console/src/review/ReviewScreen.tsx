import { useWords } from '@/i18n';
import { Empty } from '@/ui';

export default function ReviewScreen() {
  const { t } = useWords();
  return <Empty text={t('review.title')} />;
}
