"use client";

import type { ReactNode } from "react";
import { routes } from "@/components/shell/routes.ts";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { CopyId } from "@/components/ui/copy-id.tsx";
import { Link } from "@/components/ui/link.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { TIER_WORDS } from "@/components/ui/tier-badge.tsx";
import { useApiView } from "./use-api-view.ts";
import { VISIBILITY_WORDS } from "./visibility-words.ts";

const linkStyles = "rounded-sm text-accent underline-offset-2 hover:underline";

/** Who owns it and what it is, in one column. */
export function ApiFacts({ slug }: { slug: string }) {
  const { api, version, view } = useApiView(slug);
  const shown = api.versions.find(({ name }) => name === version);
  return (
    <Card aria-labelledby="facts-heading">
      <CardHeader id="facts-heading" title="About" />
      <dl className="flex flex-col gap-3 p-4 text-sm">
        <Fact term="Owner">
          <Link href={routes.catalogue({ team: api.team.slug })} className={linkStyles}>
            {api.team.name}
          </Link>
        </Fact>
        <Fact term="Tier">{`${api.tier} · ${TIER_WORDS[api.tier] ?? ""}`}</Fact>
        {api.domain ? (
          <Fact term="Domain">
            <Link href={routes.catalogue({ domain: api.domain })} className={linkStyles}>
              {api.domain}
            </Link>
          </Fact>
        ) : null}
        {api.tags.length > 0 ? (
          <Fact term="Tags">
            <span className="flex flex-wrap justify-end gap-x-2">
              {api.tags.map((tag) => (
                <Link key={tag} href={routes.catalogue({ tag })} className={linkStyles}>
                  {tag}
                </Link>
              ))}
            </span>
          </Fact>
        ) : null}
        <Fact term="Visibility">{VISIBILITY_WORDS[api.visibility].word}</Fact>
        <Fact term="Slug">
          <CopyId id={api.slug} label="Copy the slug" />
        </Fact>
        {shown ? (
          <>
            <Fact term="Version">
              <span className="font-mono text-xs">{shown.name}</span>
            </Fact>
            <Fact term="Document">{`OpenAPI ${shown.format}`}</Fact>
            <Fact term="Operations">
              <Link href={routes.reference(slug, view)} className={linkStyles}>
                {shown.operationCount}
              </Link>
            </Fact>
          </>
        ) : null}
        <Fact term="Registered">
          <RelativeTime at={api.createdAt} />
        </Fact>
        <Fact term="Changed">
          <RelativeTime at={api.updatedAt} />
        </Fact>
      </dl>
    </Card>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="shrink-0 text-text-muted">{term}</dt>
      <dd className="min-w-0 text-right wrap-anywhere">{children}</dd>
    </div>
  );
}
