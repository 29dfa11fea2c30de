import type { TaskList } from "graphile-worker";
import { z } from "zod";
import { compareStandIns, PREPARE_TASK, readEgressSetting, STAND_IN_TASK } from "#lib/catalogue";
import { notifyExpiringKeys, trimAccessChanges, trimTrialKeys } from "#lib/consumers";
import { removeExpiredLinks } from "#lib/identity";
import { DELIVER_TASK, enqueueMails, MAIL_TASK, sendMail, trimNotifications } from "#lib/notifications";
import { DESCRIBE_TASK, describeRevisions } from "#lib/publishing";
import { prepareDocuments } from "#lib/reference";
import { escalateReviews, publishDueReviews } from "#lib/reviews";
import { JUDGE_TASK, remindOfWaivers } from "#lib/rules";
import { judgeLive } from "#lib/scores";
import { closeAbandonedIncidents, trimTelemetry } from "#lib/telemetry";
import { runSunsets } from "#lib/versions";
import { enqueueWebhooks, sendWebhook, trimDeliveries, WEBHOOK_TASK } from "#lib/webhooks";
import { KEEP_OWN_API_TASK, keepOwnApiCurrent } from "./keep-own-api.ts";
import { systemCtx, type WorkerContext } from "./worker-context.ts";

/** When recurring tasks run. Missed runs are not made up: each does all there is to do. */
export const CRONTAB = [
  "* * * * * close-abandoned-incidents",
  "* * * * * publish-scheduled",
  "12 * * * * escalate-reviews",
  "22 * * * * remind-of-waivers",
  `*/5 * * * * ${STAND_IN_TASK}`,
  `*/5 * * * * ${DESCRIBE_TASK}`,
  `*/5 * * * * ${PREPARE_TASK}`,
  "7 * * * * notify-expiring-keys",
  // Made up for when the worker was down.
  `13 2 * * * ${JUDGE_TASK} ?fill=1d`,
  "17 * * * * trim-telemetry",
  "*/5 * * * * run-sunsets",
  "27 * * * * trim-access-changes",
  "37 * * * * trim-notifications",
  `47 * * * * ${KEEP_OWN_API_TASK}`,
].join("\n");

const JudgePayload = z.object({ apiId: z.string().optional() });
const EventPayload = z.object({ eventId: z.string() });
const DeliveryPayload = z.object({ deliveryId: z.string() });
const CopyPayload = EventPayload.extend({ userId: z.string() });

/** The background jobs by name. One that throws is tried again, later and later, and shows among the failing jobs. */
export function tasks(context: WorkerContext): TaskList {
  return {
    "close-abandoned-incidents": async () => {
      await closeAbandonedIncidents(systemCtx(context));
    },
    ...governanceTasks(context),
    ...documentTasks(context),
    "remove-expired-links": async () => {
      await removeExpiredLinks(systemCtx(context));
    },
    [DELIVER_TASK]: async (payload) => {
      const { eventId } = EventPayload.parse(payload);
      const { portalUrl } = context;
      if (context.mailer) await enqueueMails(systemCtx(context), eventId);
      await enqueueWebhooks(systemCtx(context), { eventId, portalUrl });
    },
    [MAIL_TASK]: async (payload) => {
      const { mailer, portalUrl } = context;
      // The mail server was taken out of the settings meanwhile.
      if (!mailer) return;
      await sendMail(systemCtx(context), { copy: CopyPayload.parse(payload), mailer, portalUrl });
    },
    [KEEP_OWN_API_TASK]: () => keepOwnApiCurrent(context),
    [JUDGE_TASK]: async (payload) => {
      await judgeLive(systemCtx(context), JudgePayload.parse(payload ?? {}));
    },
    "notify-expiring-keys": async () => {
      await notifyExpiringKeys(systemCtx(context));
    },
    "run-sunsets": async () => {
      await runSunsets(systemCtx(context));
    },
    "trim-access-changes": async () => {
      await trimAccessChanges(systemCtx(context));
      await trimTrialKeys(systemCtx(context));
    },
    [WEBHOOK_TASK]: async (payload) => {
      const egress = await readEgressSetting(context.db);
      await sendWebhook(systemCtx(context), {
        ...DeliveryPayload.parse(payload),
        sealingKeys: context.sealingKeys,
        guard: { policy: () => egress, purpose: "webhook" },
        draw: Math.random(),
      });
    },
    "trim-notifications": async () => {
      await trimNotifications(systemCtx(context));
      await trimDeliveries(systemCtx(context));
    },
    "trim-telemetry": async () => {
      await trimTelemetry(systemCtx(context));
    },
  };
}

/** What is found out of documents, so that nobody waits for it. */
function documentTasks(context: WorkerContext): TaskList {
  return {
    [STAND_IN_TASK]: async () => {
      await compareStandIns(systemCtx(context));
    },
    [DESCRIBE_TASK]: async () => {
      await describeRevisions(systemCtx(context));
    },
    [PREPARE_TASK]: async () => {
      await prepareDocuments(systemCtx(context));
    },
  };
}

function governanceTasks(context: WorkerContext): TaskList {
  return {
    "publish-scheduled": async () => {
      await publishDueReviews(systemCtx(context));
    },
    "escalate-reviews": async () => {
      await escalateReviews(systemCtx(context));
    },
    "remind-of-waivers": async () => {
      await remindOfWaivers(systemCtx(context));
    },
  };
}
