import { useWords } from '@/i18n';
import { Empty } from '@/ui';

export default function BoardScreen() {
  const { t } = useWords();
  return <Empty text={t('board.title')} />;
}
