// The same with SurveyJS: its answers are set by its own model, then its own button is tapped.

async (said) => {
  const times = [];
  for (let n = 0; n < 40; n++) {
    for (const question of globalThis.survey.currentPage.questions) {
      if (question.isVisible && question.isEmpty()) question.value = globalThis.answerOf(question, said);
    }
    if (globalThis.survey.isLastPage) return times;
    const before = globalThis.survey.currentPageNo;
    const start = performance.now();
    const drawn = new Promise((done) => {
      const name = globalThis.survey.visiblePages[before + 1].name;
      const look = () => document.querySelector(`[data-sv-drop-target-page="${name}"], #${globalThis.survey.visiblePages[before + 1].id}`) && done();
      new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true });
    });
    document.querySelector(".sd-navigation__next-btn, input[value=Next]").click();
    await drawn;
    document.body.getBoundingClientRect();
    times.push(performance.now() - start);
  }
  throw new Error("the questions never end");
}
