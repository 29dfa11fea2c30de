"use client";

import { routes } from "@/components/shell/routes.ts";
import { Tabs } from "@/components/ui/tabs.tsx";

/** The parts of governance. */
export function GovernanceTabs() {
  return (
    <Tabs
      label="Governance"
      items={[
        { href: routes.rules(), label: "Rules", exact: true },
        { href: routes.waivers(), label: "Waivers" },
        { href: routes.scorecards(), label: "Scorecards" },
      ]}
    />
  );
}
