import { Box, Boxes, Braces, Users } from "lucide-react";
import type { Findings } from "#lib/catalogue/schema";
import type { Command } from "./commands.ts";
import { routes } from "./routes.ts";

type PageOfApi = (slug: string) => ReturnType<typeof routes.api>;

/** What can be done to an API by its name: the word typed before it, what that is called, and where it is done. */
const DEEDS: readonly [word: string, label: string, page: PageOfApi][] = [
  ["publish", "Publish", routes.versions],
  ["versions", "Versions of", routes.versions],
  ["fallback", "Fallback of", routes.fallback],
  ["reference", "Reference of", routes.reference],
  ["docs", "Reference of", routes.reference],
  ["try", "Try", routes.reference],
  ["plans", "Plans of", routes.plans],
  ["lifecycle", "Lifecycle of", routes.lifecycle],
  ["deprecate", "Deprecate", routes.lifecycle],
  ["subscribers", "Subscribers of", routes.subscribers],
  ["incidents", "Incidents of", routes.apiIncidents],
  ["activity", "Activity of", routes.activity],
  ["settings", "Settings of", routes.apiSettings],
];

export interface Typed {
  /** What is searched for. */
  q: string;
  deed: (typeof DEEDS)[number] | undefined;
}

/** "fallback payments" means the fallback of what is called payments; "fallback" alone is a word like others. */
export function readTyped(text: string): Typed {
  const [first = "", ...rest] = text.trim().split(/\s+/);
  const deed = rest.length > 0 ? DEEDS.find(([word]) => word === first.toLowerCase()) : undefined;
  return deed ? { q: rest.join(" "), deed } : { q: text.trim(), deed: undefined };
}

/** What was found, as places to go to: with a deed, the page where it is done comes first. */
export function foundCommands(found: Findings, { deed }: Typed): Command[] {
  const deeds = deed ? found.apis.map(({ slug, name }) => deedCommand(deed, { slug, name })) : [];
  const apis = found.apis.map(({ slug, name, teamName }): Command => ({
    id: `api-${slug}`,
    group: "APIs",
    label: name,
    detail: `${slug} · ${teamName}`,
    icon: Box,
    run: (go) => go(routes.api(slug)),
  }));
  const operations = found.operations.map(({ api, version, key, method, path }): Command => ({
    id: `operation-${api.slug}-${version}-${key}`,
    group: "Operations",
    label: `${method} ${path}`,
    detail: api.name,
    icon: Braces,
    run: (go) => go(routes.reference(api.slug, { version, operation: key })),
  }));
  const teams = found.teams.map(({ slug, name }): Command => ({
    id: `team-${slug}`,
    group: "Teams",
    label: name,
    detail: slug,
    icon: Users,
    run: (go) => go(routes.team(slug)),
  }));
  const applications = found.applications.map(({ slug, name }): Command => ({
    id: `application-${slug}`,
    group: "Applications",
    label: name,
    detail: slug,
    icon: Boxes,
    run: (go) => go(routes.application(slug)),
  }));
  return [...deeds, ...apis, ...operations, ...teams, ...applications];
}

function deedCommand(
  [word, label, page]: (typeof DEEDS)[number],
  api: { slug: string; name: string },
): Command {
  return {
    id: `${word}-${api.slug}`,
    group: "Do",
    label: `${label} ${api.name}`,
    detail: api.slug,
    icon: Box,
    run: (go) => go(page(api.slug)),
  };
}
