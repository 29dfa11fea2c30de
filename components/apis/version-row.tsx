"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FileInput, MoreHorizontal, Star, StarOff, Trash2 } from "lucide-react";
import { LiveIn } from "@/components/catalogue/live-in.tsx";
import { routes } from "@/components/shell/routes.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Link } from "@/components/ui/link.tsx";
import { MenuItem } from "@/components/ui/menu-item.tsx";
import { Menu } from "@/components/ui/menu.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { StageBadge } from "@/components/ui/stage-badge.tsx";
import { Td, Tr } from "@/components/ui/table.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import type { ApiDetail, VersionSummary } from "#lib/catalogue/schema";
import { apiQuery, setDefaultVersion } from "./queries.ts";

interface VersionRowProps {
  api: ApiDetail;
  version: VersionSummary;
  /** Its revisions are shown below. */
  isChosen: boolean;
  onReplace: () => void;
  onDelete: () => void;
}

/** One contract line of an API: where it stands, and what can be done with it. */
export function VersionRow({ api, version, isChosen, onReplace, onDelete }: VersionRowProps) {
  const { name, successor } = version;
  const isDefault = name === api.defaultVersion?.name;
  return (
    <Tr>
      <Td>
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link
            href={routes.versions(api.slug, { version: name })}
            aria-current={isChosen ? "true" : undefined}
            className="rounded-sm font-mono text-xs font-medium text-accent underline-offset-2 hover:underline aria-[current]:text-text"
          >
            {name}
          </Link>
          {isDefault ? <Badge tone="info">Default</Badge> : null}
        </span>
      </Td>
      <Td>
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <StageBadge stage={version.stage} />
          {successor ? (
            <Link
              className="text-xs whitespace-nowrap text-accent underline-offset-2 hover:underline"
              href={routes.api(successor.slug, { version: successor.version })}
            >
              {`→ ${successor.slug === api.slug ? "" : `${successor.apiName} `}${successor.version}`}
              <span className="sr-only"> (successor)</span>
            </Link>
          ) : null}
          <span className="sm:hidden">
            <LiveIn environments={version.liveIn} />
          </span>
        </span>
      </Td>
      <Td className="hidden sm:table-cell">
        <LiveIn environments={version.liveIn} />
      </Td>
      <Td className="hidden text-right sm:table-cell">{version.operationCount}</Td>
      <Td className="hidden whitespace-nowrap md:table-cell">{`OpenAPI ${version.format}`}</Td>
      <Td className="hidden whitespace-nowrap text-text-muted md:table-cell">
        <RelativeTime at={version.updatedAt} />
      </Td>
      {api.mayUpdate ? (
        <Td className="text-right">
          <VersionMenu
            api={api}
            version={version}
            isDefault={isDefault}
            onReplace={onReplace}
            onDelete={onDelete}
          />
        </Td>
      ) : null}
    </Tr>
  );
}

function VersionMenu({
  api,
  version,
  isDefault,
  onReplace,
  onDelete,
}: Omit<VersionRowProps, "isChosen"> & { isDefault: boolean }) {
  const client = useQueryClient();
  const choose = useMutation({
    mutationFn: (name: string | null) => setDefaultVersion(api.slug, name),
    onSuccess: async (updated) => {
      client.setQueryData(apiQuery(api.slug).queryKey, updated);
      const chosen = updated.defaultVersion?.name;
      toast({
        tone: "ok",
        title: updated.isDefaultChosen
          ? `${chosen} is the default version.`
          : `The default follows what is published: ${chosen}.`,
      });
      await client.invalidateQueries({ queryKey: ["apis"] });
    },
    onError: (error) => toast({ tone: "danger", title: error.message }),
  });
  const isServed = version.stage === "published" || version.stage === "deprecated";
  return (
    <Menu
      label={`Actions for ${version.name}`}
      align="end"
      size="sm"
      trigger={<MoreHorizontal aria-hidden className="size-4" />}
    >
      <MenuItem onSelect={onReplace}>
        <FileInput aria-hidden />
        Replace document…
      </MenuItem>
      {isDefault && api.isDefaultChosen ? (
        <MenuItem onSelect={() => choose.mutate(null)}>
          <StarOff aria-hidden />
          Let the default follow what is published
        </MenuItem>
      ) : (
        <MenuItem disabled={!isServed} onSelect={() => choose.mutate(version.name)}>
          <Star aria-hidden />
          {isDefault ? "Keep as the default" : "Make the default"}
        </MenuItem>
      )}
      {api.mayDelete && version.stage === "design" ? (
        <MenuItem danger onSelect={onDelete}>
          <Trash2 aria-hidden />
          Delete this version…
        </MenuItem>
      ) : null}
    </Menu>
  );
}
