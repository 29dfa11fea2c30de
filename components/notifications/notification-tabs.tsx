"use client";

import { routes } from "@/components/shell/routes.ts";
import { Tabs } from "@/components/ui/tabs.tsx";

const ITEMS = [
  { href: routes.notifications(), label: "Inbox", exact: true },
  { href: routes.notificationSettings(), label: "E-mail" },
];

export function NotificationTabs() {
  return <Tabs label="Notifications" items={ITEMS} />;
}
