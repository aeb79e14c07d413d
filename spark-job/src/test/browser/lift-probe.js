// Runs inside lift.html, in a real browser: turns an asset around as a reader would and writes what it found into the title.
(async () => {
  const problems = [];
  const check = (what, right) => right || problems.push(what);
  const canvas = document.getElementById('view');
  const assets = [...document.querySelectorAll('.asset')];
  // The page draws in a later frame, and counts what it has drawn.
  const drawn = () => Number(canvas.dataset.drawn || 0);
  const after = async (action) => {
    const before = drawn();
    action();
    for (let i = 0; i < 100 && drawn() === before; i++) await new Promise((done) => setTimeout(done, 20));
    check('the page draws', drawn() > before);
    return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.slice();
  };
  const differ = (a, b) => a.reduce((count, value, i) => count + (value !== b[i] ? 1 : 0), 0);
  const press = (key) => canvas.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));

  check('there are assets', assets.length > 1);
  check('every image has a text', [...document.images].every((image) => image.alt));
  check('assets can be reached by keyboard', assets.every((asset) => asset.tabIndex === 0));
  check('turntables know their number of views', assets.every((asset) => Number(asset.querySelector('.turn img').style.getPropertyValue('--views')) > 1));
  check('one asset is chosen', assets.filter((asset) => asset.getAttribute('aria-pressed') === 'true').length === 1);

  const first = await after(() => assets[0].click());
  const ground = first.slice(0, 3).join();
  let figure = 0;
  for (let i = 0; i < first.length; i += 4) figure += first.slice(i, i + 3).join() === ground ? 0 : 1;
  const share = figure / (canvas.width * canvas.height);
  check('the figure fills a good part of the viewer, not ' + share.toFixed(2), share > 0.15 && share < 0.95);
  const turned = await after(() => press('ArrowRight'));
  check('the arrow key turns the asset', differ(first, turned) > 1000);
  check('and back', differ(first, await after(() => press('ArrowLeft'))) === 0);
  check('plus comes closer', differ(first, await after(() => press('+'))) > 1000);
  await after(() => press('-'));
  const away = () => canvas.dispatchEvent(new WheelEvent('wheel', { deltaY: 300, cancelable: true }));
  check('the wheel goes away', differ(first, await after(away)) > 1000);
  await after(() => assets[1].click());
  check('a click chooses another asset', assets[1].getAttribute('aria-pressed') === 'true');
  check('the caption names it', document.getElementById('caption').textContent === assets[1].dataset.name);
  check('the page is not wider than the window', document.documentElement.scrollWidth <= window.innerWidth);
  check('nothing was loaded', performance.getEntriesByType('resource').every((entry) => entry.name.startsWith('data:')));
  document.title = problems.length ? 'BROKEN: ' + problems.join('; ') : 'FINE';
})();
