import { routes, type ApiView } from "@/components/shell/routes.ts";
import type { TabLink } from "@/components/ui/tabs.tsx";

interface Known {
  /** Of the version that is looked at; undefined: there is none. */
  operations: number | undefined;
  versions: number;
  maySeeSubscribers: boolean;
}

/** The sections of an API, as many as fit into one line; what belongs together is in one of them. */
export function tabsOf(slug: string, view: ApiView, { operations, versions, maySeeSubscribers }: Known) {
  const plans = { href: routes.plans(slug, view), label: "Plans" };
  const items: TabLink[] = [
    { href: routes.api(slug, view), label: "Overview", exact: true },
    {
      href: routes.reference(slug, view),
      label: "Reference",
      ...(operations === undefined ? {} : { count: operations }),
    },
    ...(maySeeSubscribers
      ? [
          {
            ...plans,
            label: "Consumers",
            parts: [plans, { href: routes.subscribers(slug), label: "Subscribers" }],
          },
          { href: routes.apiUsage(slug, view), label: "Usage" },
        ]
      : [plans]),
    { href: routes.fallback(slug, view), label: "Fallback" },
    { href: routes.apiIncidents(slug, view), label: "Incidents" },
    {
      href: routes.versions(slug, view),
      label: "Versions",
      count: versions,
      parts: [
        { href: routes.versions(slug, view), label: "All versions" },
        { href: routes.changelog(slug, view), label: "Changelog" },
        { href: routes.lifecycle(slug, view), label: "Lifecycle" },
        { href: routes.compare(slug, view), label: "Compare" },
      ],
    },
    { href: routes.apiGovernance(slug, view), label: "Governance" },
    { href: routes.activity(slug, view), label: "Activity" },
    { href: routes.apiSettings(slug, view), label: "Settings" },
  ];
  return items;
}
