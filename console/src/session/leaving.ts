/** What must be forgotten before another person sees this screen. */
const forgetting = new Set<() => void>();

/** Runs at sign-out; not when users switch at a desk, whose call and drafts go on. */
export function atSignOut(forget: () => void): void {
  forgetting.add(forget);
}

export function forgetAll(): void {
  forgetting.forEach((forget) => forget());
}
