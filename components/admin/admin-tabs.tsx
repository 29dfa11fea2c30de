"use client";

import { Tabs } from "@/components/ui/tabs.tsx";
import { routes } from "@/components/shell/routes.ts";
import type { UserRole } from "#lib/access/schema";

const AUDIT = { href: routes.audit(), label: "Audit" };

/** The parts of the administration that this role may see. */
export function AdminTabs({ role }: { role: UserRole }) {
  const all = [
    { href: routes.users(), label: "Users" },
    { href: routes.gatewayAddresses(), label: "Gateway addresses" },
    { href: routes.egress(), label: "Outgoing calls" },
    { href: routes.webhooks(), label: "Webhooks and mail" },
    { href: routes.alerts(), label: "Alerts" },
    { href: routes.jobs(), label: "Failing jobs" },
    AUDIT,
  ];
  if (role === "member") return null;
  return <Tabs label="Administration" items={role === "admin" ? all : [AUDIT]} />;
}
