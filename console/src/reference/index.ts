/** The settings in force, which screens read for their clocks. */
import { useQuery } from '@tanstack/react-query';
import { get, type PlatformSettings } from '@/api';

const STALE_MS = 5 * 60_000;

export function useSettings() {
  return useQuery({ queryKey: ['settings'], queryFn: () => get<PlatformSettings>('/settings'), staleTime: STALE_MS });
}
