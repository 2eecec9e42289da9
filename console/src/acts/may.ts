import { useSession } from '@/session';

/** Whether this person may do an act of the server's table; what they may not do is not shown. */
export function useMay(): (act: string) => boolean {
  const { acts } = useSession();
  return (act) => acts.includes(act);
}
