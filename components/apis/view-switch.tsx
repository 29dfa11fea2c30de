"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import type { Route } from "next";
import { Select } from "@/components/ui/select.tsx";
import type { EnvironmentDto } from "#lib/catalogue/schema";

interface ViewSwitchProps {
  versions: string[];
  version: string | undefined;
  environments: EnvironmentDto[];
  environment: string;
}

/** Tabs that look at one version, or into one environment, offer the choice; it lives in the URL. */
const BY_VERSION =
  /^\/apis\/[^/]+(\/(reference|plans|usage|changelog|lifecycle|fallback|incidents|governance|activity))?$/;
const BY_ENVIRONMENT = /^\/apis\/[^/]+(\/(reference|usage|fallback|incidents|activity))?$/;

export function ViewSwitch({ versions, version, environments, environment }: ViewSwitchProps) {
  const path = usePathname();
  const router = useRouter();
  const search = useSearchParams();

  function choose(name: "version" | "environment", value: string) {
    const next = new URLSearchParams(search);
    next.delete("page");
    next.set(name, value);
    // The same page with another search: the path is the one shown now.
    router.push(`${path}?${next.toString()}` as Route, { scroll: false });
  }

  return (
    <>
      {versions.length > 1 && BY_VERSION.test(path) ? (
        <Select
          aria-label="Version"
          className="w-auto"
          value={version}
          onChange={(event) => choose("version", event.target.value)}
        >
          {versions.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
      ) : null}
      {BY_ENVIRONMENT.test(path) ? (
        <Select
          aria-label="Environment"
          className="w-auto"
          value={environment}
          onChange={(event) => choose("environment", event.target.value)}
        >
          {environments.map(({ slug, name }) => (
            <option key={slug} value={slug}>
              {name}
            </option>
          ))}
        </Select>
      ) : null}
    </>
  );
}
