import { Alert, Button, Group, Stack, Tabs, Text } from "@mantine/core";
import { IconPlayerStop, IconRefresh } from "@tabler/icons-react";
import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCodeText } from "@/api/problemText";
import { keys } from "@/api/queries";
import { useMay } from "@/api/session";
import { PageLoading } from "@/app/PageLoading";
import { Later } from "@/components/Later";
import { PageTitle } from "@/components/PageTitle";
import { ProblemAlert } from "@/components/ProblemAlert";
import { tellProblem } from "@/components/tell";
import { useFormat } from "@/format";
import { cancelReport, retryReport } from "@/reports/api";
import { isGoing, ReportStatus } from "@/reports/ReportStatus";
import { documentQuery, type Report, type ReportDocument, reportQuery } from "./api";
import { loadOtherTabs, PANELS } from "./panels";
import { PlayerPane } from "./player/PlayerPane";
import { PlayerProvider } from "./player/state";
import classes from "./Report.module.css";
import { ShareButton } from "./ShareButton";
import { type ReportSearch, TABS } from "./search";

const route = getRouteApi("/inside/reports/$reportId");

/** What every part of the page is given. */
export interface PartProps {
  report: Report;
  document: ReportDocument;
  search: ReportSearch;
  onSearch: (next: ReportSearch) => void;
}

export function ReportPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { reportId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data: report } = useSuspenseQuery(reportQuery(reportId));
  const { data: document, error } = useQuery(documentQuery(reportId));
  useEffect(loadOtherTabs, []);
  const tab = search.tab ?? "overview";
  const [first] = useState(tab);
  const onSearch = (next: ReportSearch) => navigate({ search: next, replace: next.tab === search.tab });
  const Panel = PANELS[tab];
  const video = document?.video;
  const intro = video && [
    video.channel,
    video.duration_s ? format.clock(video.duration_s) : null,
    document.comments &&
      t("reports.comments", {
        count: document.comments.total,
        shown: format.count(document.comments.total),
      }),
    format.ago(report.requested_at),
  ];
  return (
    <PlayerProvider key={reportId} start={search.at ?? 0}>
      <PageTitle title={video?.title ?? t("report.title")} intro={intro?.filter(Boolean).join(" · ")}>
        <Actions report={report} />
      </PageTitle>
      <ProblemAlert error={error} />
      <Notices report={report} />
      {document && (
        <div className={classes.page}>
          <div className={classes.player}>
            <PlayerPane report={report} document={document} search={search} onSearch={onSearch} />
          </div>
          <Tabs
            value={tab}
            onChange={(value) => onSearch({ ...search, tab: TABS.find((one) => one === value) })}
            keepMounted={false}
            className={classes.tabs}
          >
            <Tabs.List className={classes.tabList}>
              {TABS.map((one) => (
                <Tabs.Tab key={one} value={one}>
                  {t(`report.tabs.${one}`)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value={tab} pt="md">
              <Later key={tab} now={tab === first}>
                <Suspense fallback={<PageLoading />}>
                  <Panel report={report} document={document} search={search} onSearch={onSearch} />
                </Suspense>
              </Later>
            </Tabs.Panel>
          </Tabs>
        </div>
      )}
    </PlayerProvider>
  );
}

function Actions({ report }: { report: Report }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const mayAnalyse = useMay("analyse");

  async function act(doing: Promise<Report>) {
    try {
      cache.setQueryData(keys.report(report.id), await doing);
    } catch (error) {
      tellProblem(error);
    }
  }

  return (
    <Group gap="sm">
      <div className={classes.status}>
        <ReportStatus report={report} />
      </div>
      {mayAnalyse && !isGoing(report.status) && <ShareButton reportId={report.id} />}
      {mayAnalyse && isGoing(report.status) && (
        <Button
          variant="default"
          leftSection={<IconPlayerStop size={18} aria-hidden />}
          onClick={() => act(cancelReport(report.id))}
        >
          {t("reports.cancel")}
        </Button>
      )}
      {mayAnalyse && ["failed", "partial", "cancelled"].includes(report.status) && (
        <Button
          variant="default"
          leftSection={<IconRefresh size={18} aria-hidden />}
          onClick={() => act(retryReport(report.id))}
        >
          {t("reports.retry")}
        </Button>
      )}
    </Group>
  );
}

/** What failed, and what there is to know, in the reader's language where the code is known. */
function Notices({ report }: { report: Report }) {
  const textOf = useCodeText();
  const { t } = useTranslation();
  const failed = report.analyses.filter((analysis) => analysis.error_code);
  if (failed.length === 0 && report.notices.length === 0) return null;
  return (
    <Stack gap="xs" mb="md">
      {failed.map((analysis) => (
        <Alert key={analysis.kind} color="red" title={t(`report.analysis.${analysis.kind}`)}>
          {textOf(analysis.error_code, analysis.error_message)}
        </Alert>
      ))}
      {report.notices.map((notice) => (
        <Text key={notice.code} size="sm" c="dimmed">
          {textOf(notice.code, notice.message)}
        </Text>
      ))}
    </Stack>
  );
}
