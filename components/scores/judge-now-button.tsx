"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Gavel } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { Button } from "@/components/ui/button.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { requestJudgement, scoreOverviewQuery } from "./queries.ts";

const POLL_MS = 1_500;

/** Has everything judged now, and shows the scorecards anew as soon as that is done: another API's judgement is not it. */
export function JudgeNowButton({ judgedAt }: { judgedAt: string | null }) {
  const router = useRouter();
  const { mutate, data: asked, isPending, error } = useMutation({ mutationFn: requestJudgement });
  const isSince = (at: string | null | undefined) =>
    asked !== undefined && at !== null && at !== undefined && Date.parse(at) >= Date.parse(asked.askedAt);
  const isWaiting = asked !== undefined && !isSince(judgedAt);
  const { data } = useQuery({ ...scoreOverviewQuery(), enabled: isWaiting, refetchInterval: POLL_MS });
  const isDone = isWaiting && isSince(data?.judgedAt);
  useEffect(() => {
    if (isDone) router.refresh();
  }, [isDone, router]);
  return (
    <>
      {error ? <ProblemCallout error={error} /> : null}
      <Button onClick={() => mutate()} pending={isPending || isWaiting}>
        <Gavel aria-hidden />
        {isWaiting ? "Judging" : "Judge now"}
      </Button>
    </>
  );
}
