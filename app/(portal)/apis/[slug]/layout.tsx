import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ApiHeader } from "@/components/apis/api-header.tsx";
import { apiQuery, environmentsQuery } from "@/components/apis/queries.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { readApi, readEnvironments } from "./api-view.ts";

interface ApiLayoutProps {
  params: Promise<{ slug: string }>;
  children: ReactNode;
}

export async function generateMetadata({ params }: ApiLayoutProps): Promise<Metadata> {
  const { name } = await readApi((await params).slug);
  return { title: { default: name, template: `%s · ${name} · Understudy` } };
}

export default async function ApiLayout({ params, children }: ApiLayoutProps) {
  const { slug } = await params;
  const client = createQueryClient();
  client.setQueryData(apiQuery(slug).queryKey, await readApi(slug));
  client.setQueryData(environmentsQuery.queryKey, await readEnvironments());
  return (
    <Prefetched client={client}>
      <ApiHeader slug={slug} />
      {children}
    </Prefetched>
  );
}
