ALTER TABLE "Version" ADD COLUMN "noticeGivenDays" INTEGER;

UPDATE "Version" v
SET "noticeGivenDays" = (SELECT min(n."daysAhead") FROM "SunsetNotice" n WHERE n."versionId" = v."id")
WHERE v."stage" = 'deprecated';
