import { useWords } from '@/i18n';
import { Empty } from '@/ui';

export default function AdminScreen() {
  const { t } = useWords();
  return <Empty text={t('admin.title')} />;
}
