"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Bookmark } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { routes } from "@/components/shell/routes.ts";
import { useUrlSearch } from "@/components/shell/use-url-search.ts";
import { MenuItem, MenuLink, MenuSeparator } from "@/components/ui/menu-item.tsx";
import { Menu } from "@/components/ui/menu.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import { useCopy } from "@/components/ui/use-copy.ts";
import type { SavedViewDto } from "#lib/catalogue/schema";
import { deleteView, updateView, viewQuery, viewsQuery } from "./queries.ts";
import { ViewNameDialog } from "./view-name-dialog.tsx";

/** What the URL says besides the page and the view's own name: what a view keeps. */
function searchOf(search: URLSearchParams): string {
  const kept = new URLSearchParams(search);
  for (const name of ["page", "saved"]) kept.delete(name);
  kept.sort();
  return kept.toString();
}

const hrefOf = ({ id, search }: SavedViewDto) =>
  routes.catalogue({ ...Object.fromEntries(new URLSearchParams(search)), saved: id });

/** The searches one has kept, and what can be done with the one that is shown. */
export function SavedViews() {
  const client = useQueryClient();
  const router = useRouter();
  const { search } = useUrlSearch();
  const { copy } = useCopy();
  const [naming, setNaming] = useState<"new" | "rename">();
  const savedId = search.get("saved");
  const views = useQuery(viewsQuery);
  const shown = useQuery({ ...viewQuery(savedId ?? ""), enabled: savedId !== null, retry: false });
  const view = savedId === null ? undefined : shown.data;
  const current = searchOf(search);
  const isChanged = view !== undefined && view.search !== current;
  const renew = () => client.invalidateQueries({ queryKey: viewsQuery.queryKey });

  const update = useMutation({
    mutationFn: (id: string) => updateView(id, { search: current }),
    onSuccess: async ({ name }) => {
      toast({ tone: "ok", title: `${name} is saved.` });
      await renew();
    },
    onError: (error) => toast({ tone: "danger", title: "The view is not saved.", detail: error.message }),
  });
  const remove = useMutation({
    mutationFn: (id: string) => deleteView(id),
    onSuccess: async () => {
      toast({ tone: "ok", title: "The view is deleted." });
      router.replace(routes.catalogue(Object.fromEntries(new URLSearchParams(current))));
      await renew();
    },
    onError: (error) => toast({ tone: "danger", title: "The view is not deleted.", detail: error.message }),
  });

  return (
    <>
      <Menu
        label={view ? `Saved views, showing ${view.name}` : "Saved views"}
        size="sm"
        align="end"
        trigger={
          <>
            <Bookmark aria-hidden />
            <span className={view ? "max-w-32 truncate max-sm:max-w-16" : "max-sm:sr-only"}>
              {view ? `${view.name}${isChanged ? " *" : ""}` : "Views"}
            </span>
          </>
        }
      >
        {(views.data?.items ?? []).map((one) => (
          <MenuLink key={one.id} href={hrefOf(one)}>
            <span className="max-w-56 truncate">{one.name}</span>
          </MenuLink>
        ))}
        {views.data && views.data.items.length > 0 ? <MenuSeparator /> : null}
        <MenuItem onSelect={() => setNaming("new")}>Save this search…</MenuItem>
        {view?.isOwn ? (
          <>
            <MenuItem disabled={!isChanged} onSelect={() => update.mutate(view.id)}>
              Save changes
            </MenuItem>
            <MenuItem onSelect={() => setNaming("rename")}>Rename…</MenuItem>
            <MenuItem danger onSelect={() => remove.mutate(view.id)}>
              Delete view
            </MenuItem>
          </>
        ) : null}
        <MenuItem
          onSelect={async () => {
            await copy(window.location.href);
            toast({ tone: "ok", title: "The link is copied. Whoever opens it sees what they may see." });
          }}
        >
          Copy link
        </MenuItem>
      </Menu>
      {naming ? (
        <ViewNameDialog
          view={naming === "rename" ? view : undefined}
          search={current}
          onClose={() => setNaming(undefined)}
          onSaved={async (saved) => {
            setNaming(undefined);
            router.replace(hrefOf(saved));
            await renew();
          }}
        />
      ) : null}
    </>
  );
}
