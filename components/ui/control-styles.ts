/** The frame shared by every control one types or picks in. */
export const controlStyles =
  "w-full min-w-0 rounded-md border border-border-strong bg-surface-raised text-sm text-text shadow-raised transition-colors focus-visible:border-accent focus-visible:outline-2 focus-visible:-outline-offset-1 disabled:cursor-not-allowed disabled:bg-surface-sunken disabled:text-text-muted aria-invalid:border-danger aria-invalid:outline-danger";
