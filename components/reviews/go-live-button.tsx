"use client";

import { ShieldAlert, UserCheck } from "lucide-react";
import { useState } from "react";
import { PublishButton } from "@/components/publishing/publish-button.tsx";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Button } from "@/components/ui/button.tsx";
import { BreakGlassDialog } from "./break-glass-dialog.tsx";
import { useApproval } from "./use-approval.ts";
import { SubmitDialog } from "./submit-dialog.tsx";

interface GoLiveButtonProps {
  versionRef: VersionRef;
  environment: string;
  etag: number;
  /** Why publishing is not possible now; empty when it is. */
  blocked: string;
}

/** The next step of a draft on its way to an environment: publish it, or have it reviewed where that is needed. */
export function GoLiveButton(props: GoLiveButtonProps) {
  const { versionRef, environment, etag, blocked } = props;
  const approval = useApproval(versionRef);
  const [open, setOpen] = useState<"submit" | "break-glass">();
  const here = approval?.environments.find((one) => one.environment === environment);
  if (!approval || !here || here.isAllowed) return <PublishButton {...props} />;
  const close = () => setOpen(undefined);
  const { review } = approval;
  return (
    <>
      {review?.isCurrent ? (
        <ButtonLink href={routes.review(review.id)} variant="primary">
          <UserCheck aria-hidden />
          {`Review ${review.number}`}
        </ButtonLink>
      ) : (
        <Button
          variant="primary"
          disabled={blocked !== ""}
          title={blocked || `Publishing to ${environment} needs an approval.`}
          onClick={() => setOpen("submit")}
        >
          <UserCheck aria-hidden />
          {review ? "Submit again" : "Submit for review"}
        </Button>
      )}
      {approval.mayBreakGlass ? (
        <Button variant="danger" disabled={blocked !== ""} onClick={() => setOpen("break-glass")}>
          <ShieldAlert aria-hidden />
          Break glass
        </Button>
      ) : null}
      {open === "submit" ? (
        <SubmitDialog
          versionRef={versionRef}
          environments={[environment]}
          etag={etag}
          reviewId={review?.id}
          onClose={close}
        />
      ) : null}
      {open === "break-glass" ? (
        <BreakGlassDialog versionRef={versionRef} environment={environment} etag={etag} onClose={close} />
      ) : null}
    </>
  );
}
