import type { ReactNode } from "react";
import { Bell } from "@/components/notifications/bell.tsx";
import { Toaster } from "@/components/ui/toaster.tsx";
import { Brand } from "./brand.tsx";
import { KeysTrigger } from "./keys-trigger.tsx";
import { BottomNav, SideNav } from "./nav-list.tsx";
import { NavigationProgress } from "./navigation-progress.tsx";
import { Panels } from "./panels.tsx";
import { SearchTrigger } from "./search-trigger.tsx";
import { MAIN_ID, SkipLink } from "./skip-link.tsx";
import { StaleNotice } from "./stale-notice.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";
import { UserMenu, type Viewer } from "./user-menu.tsx";

/** The frame of every signed-in page: areas on the left (below on a phone), search and account on top. */
export function Shell({ viewer, children }: { viewer: Viewer; children: ReactNode }) {
  const { role } = viewer;
  return (
    <div className="flex min-h-dvh">
      <SkipLink />
      <NavigationProgress />
      <aside className="sticky top-0 hidden h-dvh w-56 shrink-0 flex-col gap-4 border-r p-3 md:flex">
        <div className="flex h-8 items-center px-2">
          <Brand />
        </div>
        <SideNav role={role} />
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <div
          role="banner"
          className="sticky top-0 z-30 flex h-14 items-center gap-3 border-b bg-surface px-4 md:px-8"
        >
          <div className="md:hidden">
            <Brand />
          </div>
          <SearchTrigger />
          <div className="flex flex-1 items-center justify-end gap-1">
            <span className="hidden md:inline-flex">
              <KeysTrigger />
            </span>
            <span className="hidden sm:inline-flex">
              <ThemeSwitch />
            </span>
            <Bell />
            <UserMenu viewer={viewer} />
          </div>
        </div>
        <StaleNotice />
        <main id={MAIN_ID} tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
          <div className="mx-auto flex w-full max-w-6xl min-w-0 flex-1 flex-col gap-6 px-4 pt-6 pb-24 md:px-8 md:pb-12">
            {children}
          </div>
        </main>
      </div>
      <BottomNav role={role} />
      <Panels role={role} />
      <Toaster />
    </div>
  );
}
