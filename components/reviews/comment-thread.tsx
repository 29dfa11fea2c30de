"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, MessageSquarePlus } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import type { ReviewDto } from "#lib/reviews/schema";
import { commentReview, REVIEWS, resolveComment } from "./queries.ts";

interface CommentThreadProps {
  review: ReviewDto;
  /** What it is about; "" for the whole review. */
  item: string;
  /** For screen readers: "GET /orders". */
  about: string;
}

/** What was said of one item, and a place to say more. */
export function CommentThread({ review, item, about }: CommentThreadProps) {
  const [open, setOpen] = useState<boolean>();
  const comments = review.comments.filter((comment) => comment.item === item);
  const mayComment = review.moves.includes("comment");
  return (
    <div className="flex flex-col gap-2">
      {comments.map((comment) => (
        <Comment key={comment.id} review={review} comment={comment} />
      ))}
      {open ? (
        <CommentForm review={review} item={item} about={about} onDone={() => setOpen(false)} />
      ) : mayComment ? (
        <span>
          <Button
            size="sm"
            variant="ghost"
            ref={open === false ? takeFocus : undefined}
            onClick={() => setOpen(true)}
          >
            <MessageSquarePlus aria-hidden />
            Comment
            <span className="sr-only">{` on ${about}`}</span>
          </Button>
        </span>
      ) : null}
    </div>
  );
}

/** Whoever opens a form wants to type, and whoever closes it goes on where it was. */
function takeFocus(element: HTMLElement | null): void {
  element?.focus();
}

function Comment({ review, comment }: { review: ReviewDto; comment: ReviewDto["comments"][number] }) {
  const queries = useQueryClient();
  const isResolved = comment.resolvedAt !== null;
  const resolving = useMutation({
    mutationFn: () => resolveComment(review.id, { comment: comment.id, resolved: !isResolved }),
    onSuccess: () => queries.invalidateQueries({ queryKey: REVIEWS }),
  });
  return (
    <div className="flex flex-col gap-1 rounded-md border bg-surface px-3 py-2 text-sm">
      <span className="flex flex-wrap items-center gap-2 text-xs text-text-muted">
        <span className="font-medium text-text">{comment.by}</span>
        <RelativeTime at={comment.at} />
        {isResolved ? (
          <Badge tone="ok">
            <CircleCheck aria-hidden />
            {`Resolved by ${comment.resolvedBy ?? ""}`}
          </Badge>
        ) : null}
        <span className="ml-auto">
          <Button size="sm" variant="ghost" pending={resolving.isPending} onClick={() => resolving.mutate()}>
            {isResolved ? "Open again" : "Resolve"}
          </Button>
        </span>
      </span>
      <p className="break-words whitespace-pre-wrap">{comment.body}</p>
      {resolving.error ? <ProblemCallout error={resolving.error} /> : null}
    </div>
  );
}

function CommentForm({ review, item, about, onDone }: CommentThreadProps & { onDone: () => void }) {
  const queries = useQueryClient();
  const [body, setBody] = useState("");
  const saying = useMutation({
    mutationFn: () => commentReview(review.id, { item, body }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: REVIEWS });
      onDone();
    },
  });
  return (
    <Form onSubmit={() => saying.mutate()} className="flex flex-col gap-2">
      <Field label={`Comment on ${about}`} hideLabel>
        <Textarea
          ref={takeFocus}
          value={body}
          maxLength={2_000}
          onChange={(event) => setBody(event.target.value)}
        />
      </Field>
      {saying.error ? <ProblemCallout error={saying.error} /> : null}
      <span className="flex gap-2">
        <Button
          type="submit"
          size="sm"
          variant="primary"
          pending={saying.isPending}
          disabled={body.trim() === ""}
        >
          Add comment
        </Button>
        <Button size="sm" onClick={onDone}>
          Cancel
        </Button>
      </span>
    </Form>
  );
}
