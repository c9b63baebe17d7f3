// Goes through the check as she does, by the page's own modules and without drawing anything: fills in a page, with all that appears on
// it meanwhile; closes its lists; goes on. Gives back the pages of each visit, with how many questions stood on each.

async ([address, people]) => {
  const { fetchContent } = await import(`${address}/words.js`);
  const { nextPage, personOf, placesOf, answeredOf } = await import(`${address}/engine/interview.js`);
  const { judge } = await import(`${address}/engine/judge.js`);
  const { newVisit } = await import(`${address}/keep.js`);
  const { carriedOver } = await import(`${address}/screens/home.js`);
  const { blocksOf, closeLists, forget } = await import(`${address}/screens/check.js`);
  globalThis.content ??= await (await fetchContent("en")).whole();
  const content = globalThis.content;

  /** She answers a question; of a list she ticks what is true, or "none of these". A rough day is one of the choices that are offered. */
  const answer = (here, draft, said, roughly) => {
    const findings = here.map((place) => content.findings[place]);
    if (findings.length > 1) {
      const ticked = findings.filter(({ id }) => said[id]);
      for (const { id } of ticked.length ? ticked : findings) draft.answers[id] = said[id];
      return;
    }
    const [{ id, rough }] = findings;
    if (roughly && rough.length) draft.rough[id] = rough.find(([low, high]) => low <= said[id] && said[id] <= high);
    else draft.answers[id] = said[id];
  };

  const fill = (visit, page, said, roughly) => {
    const draft = { answers: {}, rough: {} };
    let places = page.places;
    const changed = () => {
      places = placesOf(content, visit, page, draft);
      const here = new Set(places.map((place) => content.findings[place].id));
      for (const kind of [draft.answers, draft.rough]) for (const id of Object.keys(kind)) if (!here.has(id)) delete kind[id];
    };
    for (let round = 0; ; round++) {
      if (round > 99) throw new Error(`${page.id} is never done: ${JSON.stringify({ places: places.map((place) => content.findings[place].id), ...draft })}`);
      const open = blocksOf(content, places).filter(({ here }) => answeredOf(content, draft, here).length === 0);
      if (open.length) {
        for (const { here } of open) answer(here, draft, said, roughly);
        changed();
        continue;
      }
      const before = Object.keys(draft.answers).length;
      closeLists(content, places, draft);
      if (Object.keys(draft.answers).length > before) changed();
      if (answeredOf(content, draft, places).length === places.length) return { page: page.id, about: page.about, shown: places, ...draft };
    }
  };

  const pages = (visit, said, roughly, about) => {
    const seen = [];
    for (let page = nextPage(content, visit, about); page; page = nextPage(content, visit, about)) {
      const step = fill(visit, page, said, roughly);
      visit.steps.push(step);
      forget(content, visit);
      seen.push([step.page, step.shown.length]);
      if (seen.length > 99) throw new Error(`the questions never end: ${JSON.stringify(said)}`);
    }
    return seen;
  };

  return people.map(({ days, roughly, dates }) => {
    let visit = newVisit({}, {}, "GB", null, dates[0]);
    return days.map((said, n) => {
      if (n) {
        const { kept, keptRough } = carriedOver(content, visit, dates[n]);
        visit = newVisit(kept, keptRough, "GB", null, dates[n]);
      }
      const urgency = pages(visit, said, roughly, "urgency");
      const standing = judge(content, personOf(content, visit).answers);
      // The plan's own pages come only when she asks for them, so tomorrow's visit begins from what was said of today.
      const asked = { ...visit, steps: [...visit.steps] };
      return { urgency, plan: pages(asked, said, roughly, "plan"), level: standing.settled ? standing.urgency : null };
    });
  });
}
