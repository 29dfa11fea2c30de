"use client";

import { Pin } from "lucide-react";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { ControlDto } from "#lib/publishing/schema";

interface PinCalloutProps {
  pin: NonNullable<ControlDto["pin"]>;
  /** The first target of the chain: a pin on another serves from fallback. */
  primary: string | undefined;
  /** Absent for those who may not. */
  onRelease?: (() => void) | undefined;
}

/** Who pinned what, why and until when: shown wherever the version is, while it holds. */
export function PinCallout({ pin, primary, onRelease }: PinCalloutProps) {
  return (
    <Callout
      tone={pin.target === primary ? "info" : "fallback"}
      title={`All traffic is pinned to ${pin.target}`}
      actions={
        onRelease ? (
          <Button size="sm" onClick={onRelease}>
            Release
          </Button>
        ) : undefined
      }
    >
      <span>
        “{pin.reason}” — {pin.by}, <RelativeTime at={pin.at} />.{" "}
        {pin.until ? (
          <>
            It ends <RelativeTime at={pin.until} />.
          </>
        ) : (
          "It holds until somebody releases it."
        )}
        {pin.isWritten ? "" : " It is on its way to the gateways."}
      </span>
    </Callout>
  );
}

/** Beside the name of a pinned target. */
export function PinnedBadge({ isPrimary }: { isPrimary: boolean }) {
  return (
    <Badge tone={isPrimary ? "info" : "fallback"}>
      <Pin aria-hidden />
      Pinned
    </Badge>
  );
}
