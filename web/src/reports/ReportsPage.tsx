import { Box, Button, Skeleton, Text } from "@mantine/core";
import { IconArrowsDiff, IconMovie, IconPlus, IconSearchOff, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { usePages } from "@/api/pages";
import { keys } from "@/api/queries";
import { useMay } from "@/api/session";
import { EmptyState } from "@/components/EmptyState";
import { ButtonLink } from "@/components/links";
import { MorePages } from "@/components/MorePages";
import { PageTitle } from "@/components/PageTitle";
import { ProblemAlert } from "@/components/ProblemAlert";
import { listReports } from "./api";
import { Filters } from "./Filters";
import { hideReport } from "./hideReport";
import { ReportCardView } from "./ReportCardView";
import classes from "./Reports.module.css";
import { openRequest } from "./request/opened";
import { SampleButton } from "./SampleButton";
import { MOST_COMPARED, type ReportsSearch } from "./search";

const route = getRouteApi("/inside/reports");

/** All reports of the workspace. */
export function ReportsPage() {
  const { t } = useTranslation();
  const { selected = [], ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const mayAnalyse = useMay("analyse");
  const cache = useQueryClient();
  const list = usePages(
    [...keys.reports, search],
    (cursor, signal) => listReports(search, cursor, signal),
    (report) => report.id,
  );
  const filtered = Boolean(search.text || search.status);

  function change(next: Partial<ReportsSearch>) {
    navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  }

  function select(id: string, on: boolean) {
    const rest = selected.filter((one) => one !== id);
    const now = on ? [...rest, id].slice(-MOST_COMPARED) : rest;
    change({ selected: now.length > 0 ? now : undefined });
  }

  const begin = mayAnalyse && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => openRequest({})}>
      {t("shell.analyseNew")}
    </Button>
  );
  return (
    <>
      <PageTitle
        title={t(search.bin ? "reports.binTitle" : "reports.title")}
        intro={search.bin ? t("reports.binIntro") : undefined}
      >
        {selected.length >= 2 && (
          <ButtonLink
            to="/compare"
            search={{ ids: selected }}
            variant="light"
            leftSection={<IconArrowsDiff size={18} aria-hidden />}
          >
            {t("reports.compare", { count: selected.length })}
          </ButtonLink>
        )}
        {list.rows.length > 0 && <Box hiddenFrom="sm">{begin}</Box>}
      </PageTitle>
      {(list.rows.length > 0 || filtered || search.bin || list.isPending) && (
        <Filters search={search} onChange={change} />
      )}
      {selected.length === 1 && (
        <Text size="sm" c="dimmed" mb="sm" role="status">
          {t("reports.selectMore")}
        </Text>
      )}
      <ProblemAlert error={list.error} />
      {list.isPending && <Waiting />}
      {list.isSuccess && list.rows.length === 0 && search.bin && (
        <EmptyState icon={IconTrash} title={t("reports.binEmpty")} />
      )}
      {list.isSuccess && list.rows.length === 0 && !search.bin && filtered && (
        <EmptyState icon={IconSearchOff} title={t("reports.nothingFound")}>
          <Button variant="default" onClick={() => change({ text: undefined, status: undefined })}>
            {t("reports.clearFilters")}
          </Button>
        </EmptyState>
      )}
      {list.isSuccess && list.rows.length === 0 && !search.bin && !filtered && (
        <EmptyState icon={IconMovie} title={t("reports.emptyTitle")} text={t("reports.emptyText")}>
          {begin}
          {mayAnalyse && <SampleButton />}
        </EmptyState>
      )}
      {list.rows.length > 0 && (
        <ul className={classes.grid} aria-label={t("reports.title")}>
          {list.rows.map((report) => (
            <li key={report.id}>
              <ReportCardView
                report={report}
                selected={selected.includes(report.id)}
                onSelect={(on) => select(report.id, on)}
                onGone={() => hideReport(cache, report.id)}
                onChanged={() => cache.invalidateQueries({ queryKey: keys.reports })}
              />
            </li>
          ))}
        </ul>
      )}
      <MorePages {...list} />
    </>
  );
}

function Waiting() {
  return (
    <div className={classes.grid}>
      {[0, 1, 2, 3, 4, 5].map((place) => (
        <Skeleton key={place} height={300} radius="md" />
      ))}
    </div>
  );
}
