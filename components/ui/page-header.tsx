import type { ReactNode } from "react";

interface PageHeaderProps {
  title: ReactNode;
  description?: ReactNode;
  /** Badges beside the title: stage, tier, health. */
  badges?: ReactNode;
  actions?: ReactNode;
  /** Above the title. */
  breadcrumbs?: ReactNode;
}

/** What this page is, its state, and what can be done. One per page. */
export function PageHeader({ title, description, badges, actions, breadcrumbs }: PageHeaderProps) {
  return (
    <header className="flex flex-col gap-2">
      {breadcrumbs}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 md:flex-nowrap">
        <div className="flex min-w-0 flex-col gap-1.5 md:flex-1">
          <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1.5">
            <h1 className="min-w-0 text-2xl font-semibold tracking-tight break-words">{title}</h1>
            {badges ? (
              <div className="flex max-w-full min-w-0 flex-wrap items-center gap-1.5">{badges}</div>
            ) : null}
          </div>
          {description ? <p className="max-w-3xl break-words text-text-muted">{description}</p> : null}
        </div>
        {actions ? (
          <div className="flex max-w-full flex-wrap items-center gap-2 md:shrink-0">{actions}</div>
        ) : null}
      </div>
    </header>
  );
}
