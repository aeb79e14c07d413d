// Runs inside the report, in a real browser: tries what a reader would do and writes what it found into the title.
(() => {
  const problems = [];
  const check = (what, right) => right || problems.push(what);
  const dialog = document.getElementById('viewer');
  const faces = [...document.querySelectorAll('.face')];
  const key = (name) => document.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));

  check('there are faces', faces.length > 0);
  check('faces are decoded', faces.every((face) => !face.querySelector('img').complete || face.querySelector('img').naturalWidth > 0));
  check('faces can be reached by keyboard', faces.every((face) => face.tabIndex === 0));
  check('every image has a text', [...document.images].filter((image) => !image.closest('dialog')).every((image) => image.alt));
  check('every chart has a name', [...document.querySelectorAll('svg')].every((svg) => svg.getAttribute('aria-label')));

  const siblings = faces[0].parentElement.querySelectorAll('.face').length;
  faces[0].focus();
  faces[0].click();
  check('a click enlarges a face', dialog.open && dialog.querySelector('img').src === faces[0].querySelector('img').src);
  key('ArrowRight');
  check('the arrow shows the next face', siblings < 2 || dialog.querySelector('img').src === faces[1].querySelector('img').src);
  key('ArrowLeft');
  dialog.close();
  check('closing the enlarged face returns to it', document.activeElement === faces[0] || !document.hasFocus());

  for (const choice of document.querySelectorAll('[data-by]')) {
    choice.click();
    check('the latents are coloured by ' + choice.textContent, choice.getAttribute('aria-pressed') === 'true');
  }
  for (const id of ['balance', 'quality', 'methods', 'cells', 'generation', 'fit', 'provenance']) {
    check('there is a section ' + id, document.getElementById(id));
  }
  check('the page is not wider than the window', document.documentElement.scrollWidth <= window.innerWidth);
  check('nothing was loaded', performance.getEntriesByType('resource').every((entry) => entry.name.startsWith('data:')));
  document.title = problems.length ? 'BROKEN: ' + problems.join('; ') : 'FINE';
})();
