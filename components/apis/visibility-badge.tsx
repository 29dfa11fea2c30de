import { Globe, Lock, UsersRound } from "lucide-react";
import { Badge } from "@/components/ui/badge.tsx";
import type { Visibility } from "#lib/catalogue/schema";
import { VISIBILITY_WORDS } from "./visibility-words.ts";

const ICONS = { public: Globe, restricted: UsersRound, private: Lock } as const;

/** Who can find the API. */
export function VisibilityBadge({ visibility }: { visibility: Visibility }) {
  const Icon = ICONS[visibility];
  const { word, meaning } = VISIBILITY_WORDS[visibility];
  return (
    <Badge tone="outline" title={meaning}>
      <Icon aria-hidden />
      {word}
    </Badge>
  );
}
