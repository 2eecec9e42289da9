import type { Remark } from '@/api';
import { useUnit } from '@/live';

/** Who told a remark: the person by name, else the unit by its call sign. */
export function Author({ remark }: { remark: Remark }) {
  const unit = useUnit(remark.unit_id);
  return <>{[unit?.call_sign, remark.by_name].filter((part) => part !== undefined && part !== null).join(' ') || '–'}</>;
}
