// SPDX-License-Identifier: ISC
"use strict";
(function () {
  // What the audit found: audit_json.c says how it is laid out. Every text of
  // it is put in by textContent, and so none can become markup.
  const data = JSON.parse(document.getElementById("data").textContent);
  const ROWS_AROUND = 8, CLAIMS_AT_ONCE = 300, COLUMNS_MOST = 5;
  const $ = (id) => document.getElementById(id);

  // An element: its class, its text or children.
  function make(tag, className, ...content) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...content);
    return element;
  }

  const code = (text) => make("span", "data", text);

  function table(id, caption, heads, rows) {
    const head = make("tr", "", ...heads.map((h) => {
      const cell = make("th", "", ...[].concat(h));
      cell.scope = "col";
      return cell;
    }));
    const body = rows.map((cells) => {
      const first = make("th", "", ...[].concat(cells[0]));
      first.scope = "row";
      return make("tr", "", first, ...cells.slice(1).map((cell) =>
        cell instanceof HTMLTableCellElement
          ? cell : make("td", "", ...[].concat(cell))));
    });
    $(id).replaceChildren(...(caption ? [make("caption", "", caption)] : []),
      make("thead", "", head), make("tbody", "", ...body));
  }

  const views = data.views.map((view) => view.name);
  const site = data.kind === "site";
  const changes = new Map();
  for (const change of data.changes)
    if (change.what === "name") {
      if (!changes.has(change.subject)) changes.set(change.subject, []);
      changes.get(change.subject).push(change);
    }
  // Each name's answer in each view, by the view's number.
  const number = new Map(views.map((view, i) => [view, i]));
  for (const name of data.names) {
    name.of = new Array(views.length);
    for (const answer of name.answers)
      for (const view of answer.views) name.of[number.get(view)] = answer;
    if (changes.has(name.name)) name.changes = changes.get(name.name);
    changes.delete(name.name);
  }
  // Those that are no more are shown, too.
  for (const [name, list] of changes)
    data.names.push({ name, answers: [], of: new Array(views.length),
      changes: list });
  const isGiven = (answer) => answer !== undefined
    && (answer.zone !== null || answer.by === "wildcard");

  // The head of the page.
  function showSums() {
    const witnesses = data.claims.filter((claim) => !claim.proved).length;
    const sums = [["views", views.length],
      ["zones", new Set(data.zones.map((zone) => zone.zone)).size],
      ["names", data.names.length]];
    if (site)
      sums.push(["services", new Set(
        data.services.map((s) => s.service)).size],
      ["proved", data.claims.length - witnesses],
      ["witnesses", witnesses, witnesses > 0],
      ["waivers", data.waivers.length]);
    if (data.against !== null) sums.push(["changes", data.changes.length]);
    $("sums").append(...sums.map(([what, count, bad]) =>
      make("div", bad ? "bad" : "", make("dt", "", what),
        make("dd", "", count.toLocaleString("en")))));
    $("about").append(site ? "Of a site whose files have the hash "
      : "Of compiled images, which don't say what is reserved, waived or "
        + "open to whom.");
    if (site) $("about").append(code(data.hash));
    const parts = [["matrix", "Matrix"], ["names", "Names"],
      ["audiences", "Audiences"], ["claims", "Claims"],
      ["waivers", "Waivers"], ["images", "Images"], ["changes", "Changes"]];
    for (const [id, title] of parts) {
      if ((!site && ["audiences", "waivers"].includes(id))
          || (data.against === null && id === "changes")) {
        $(id).hidden = true;
        continue;
      }
      const link = make("a", "", title);
      link.href = "#" + id;
      $("parts").append(make("li", "", link));
    }
  }

  // Zones by views, and services by audiences.
  function showMatrix() {
    const cells = new Map(data.zones.map((zone) =>
      [zone.zone + " " + zone.view, zone]));
    const zones = [...new Set(data.zones.map((zone) => zone.zone))];
    table("zones", "", ["Zone", ...data.views.map((view) => [view.name,
      make("div", "trust", view.trust)])], zones.map((zone) =>
      [code(zone), ...views.map((view) => {
        const cell = cells.get(zone + " " + view);
        if (cell === undefined) {
          const none = make("td", "none", "\u2013");
          none.title = "no such zone";
          return none;
        }
        const count = cell.answers + cell.delegations;
        const link = make("button", "link", count.toLocaleString("en"));
        link.type = "button";
        link.setAttribute("aria-label",
          `${count} names of ${zone} in ${view}`);
        link.addEventListener("click", () => {
          $("zone").value = zone;
          $("given").value = view;
          $("denied").value = "";
          filter();
          $("names").scrollIntoView();
          $("list").focus({ preventScroll: true });
        });
        return make("td", "number", link);
      })]));
    $("services").parentElement.hidden = data.services.length === 0;
    const audiences = data.audiences.filter((a) => a.view !== null);
    const classes = new Map(data.classes.map((c) => [c.name, c.audience]));
    table("services", "Who may connect", ["Service",
      "Addresses and ports", ...audiences.map((a) => a.name)],
      data.services.map((service) => [
        [service.service, make("div", "trust",
          "view " + service.view)],
        code(service.addresses + " " + service.ports),
        ...audiences.map((audience) => {
          const open = service.classes.filter((c) =>
            classes.get(c) === audience.name);
          const all = data.classes.filter((c) =>
            c.audience === audience.name).length;
          if (open.length === 0) return make("td", "closed", "closed");
          return make("td", "", open.length === all ? "open"
            : "open to " + open.join(", "));
        })]));
  }

  function showSources() {
    const spans = new Map(data.audiences.map((a) => [a.name, []]));
    for (const c of data.classes)
      spans.get(c.audience).push([c.name, c.spans]);
    table("sources", "", ["Audience", "Answered by", "Sources"],
      data.audiences.map((audience) => [audience.name,
        [audience.view === null ? "nobody" : "its view " + audience.view,
          ...(audience.else.length === 0 ? [] :
            [make("div", "trust", "on a listener without it by "
              + audience.else.join(", "))]),
          ...(audience.resolver.length === 0 ? [] :
            [make("div", "trust", "as a resolver by "
              + audience.resolver.join(", "))])],
        spans.get(audience.name).map(([name, list]) => make("div", "",
          name === audience.name ? "" : name + ": ",
          code(list.slice(0, 40).join(", ")
            + (list.length > 40 ? ", and " + (list.length - 40) + " more"
              : ""))))]));
  }

  // Claims, some at a time: there may be very many.
  let claims = [], shown = 0;
  function showMoreClaims() {
    const next = claims.slice(shown, shown + CLAIMS_AT_ONCE);
    $("claim-list").append(...next.map((claim) => make("li",
      claim.proved ? "" : "bad", make("b", "",
        claim.proved ? "PROVED" : "WITNESS"), " ", claim.line)));
    shown += next.length;
    $("more").hidden = shown === claims.length;
  }
  function filterClaims() {
    const find = $("claim-find").value.toLowerCase();
    const which = $("claim-which").value;
    claims = data.claims.filter((claim) =>
      (which === "" || claim.proved === (which === "PROVED"))
      && claim.line.toLowerCase().includes(find));
    $("claims-found").textContent = `${claims.length.toLocaleString("en")} of `
      + `${data.claims.length.toLocaleString("en")} claims`;
    $("claim-list").replaceChildren();
    shown = 0;
    showMoreClaims();
  }
  function showClaims() {
    for (const claim of data.claims)
      claim.line = [claim.kind, claim.subject, claim.whom].filter(
        (text) => text !== "").join(" ") + ": " + claim.text;
    data.claims.sort((a, b) => a.proved - b.proved);
    $("claim-filters").hidden = data.claims.length === 0;
    for (const id of ["claim-find", "claim-which"])
      $(id).addEventListener("input", filterClaims);
    $("claim-filters").addEventListener("submit", (e) => e.preventDefault());
    $("more").addEventListener("click", showMoreClaims);
    $("limits").append(...data.unmodelled.map((text) =>
      make("li", "", text)));
    filterClaims();
  }

  function showWaivers() {
    table("waived", data.waivers.length === 0 ? "Nothing is waived." : "",
      data.waivers.length === 0 ? [] : ["About", "Rule", "Views", "Reason",
        "Written at"],
      data.waivers.map((waiver) => [code(waiver.subject), waiver.rule,
        waiver.views.join(", "), [waiver.reason,
          ...(waiver.ticket === null ? [] :
            [make("div", "trust", waiver.ticket)]),
          ...(waiver.until === null ? [] :
            [make("div", "trust", "until " + waiver.until)])],
        code(waiver.place)]));
  }

  function showImages() {
    const told = data.zones.some((zone) => zone.published !== null);
    const hashed = data.views.some((view) => view.sha256 !== null);
    const state = (zone) => zone.published ? "as it is"
      : zone.serial === null ? "no" : "otherwise";
    table("hashes", hashed ? "" : "Hashes of zones leave the serial out. "
      + "With --images, or of a folder of images, the audit tells theirs too.",
    ["View", "Image or zone", "SHA-256", "Serial",
      ...(told ? ["Published"] : [])],
    data.views.flatMap((view) => [
      ...(view.sha256 === null ? [] : [[view.name, "image",
        code(view.sha256), "", ...(told ? [""] : [])]]),
      ...data.zones.filter((zone) => zone.view === view.name).map((zone) =>
        [view.name, code(zone.zone), code(zone.content),
          zone.serial === null ? "" : String(zone.serial),
          ...(told ? [state(zone)] : [])])]));
  }

  function showChanges() {
    if (data.against === null) return;
    $("against").append("Since an audit of ", code(data.against));
    const most = 2000;
    table("changed-list", data.changes.length > most ? "The first "
      + most.toLocaleString("en") + "." : "", ["What", "View", "Before",
      "Now"], data.changes.slice(0, most).map((change) => [
      [change.what + " ", code(change.subject)], change.view,
      change.before === null ? "\u2013" : code(change.before),
      change.now === null ? "\u2013" : code(change.now)]));
  }

  // The list of names: only the rows in sight are in the document.
  let found = [], active = 0;
  function summary(answer) {
    if (answer === undefined) return ["", "status"];
    if (answer.records.length === 0) return [answer.status, "status"];
    const first = answer.records[0].replace(/^(\S+\. )?\d+ /, "");
    const more = answer.records.length - 1;
    return [(answer.by === "data" ? "" : answer.by + " ") + first
      + (more > 0 ? " +" + more : ""), answer.by === "data" ? "" : "other"];
  }

  function row(i) {
    const name = found[i];
    const element = make("div", "row" + (i === active ? " active" : ""));
    const title = make("span", "", name.name);
    if (name.changes) title.append(make("span", "badge", "changed"));
    element.append(title);
    if (views.length <= COLUMNS_MOST) {
      name.of.forEach((answer, v) => {
        const [text, kind] = summary(answer);
        element.append(make("span", "cell " + kind,
          make("span", "view", views[v] + " "), text));
      });
    } else {
      const given = views.filter((_, v) => isGiven(name.of[v]));
      element.append(make("span", "cell", given.length + " of "
        + views.length + ": " + given.slice(0, 6).join(", ")));
    }
    element.id = "row-" + i;
    element.setAttribute("role", "option");
    element.setAttribute("aria-selected", String(i === active));
    element.setAttribute("aria-posinset", String(i + 1));
    element.setAttribute("aria-setsize", String(found.length));
    element.style.top = i * rowHeight() + "px";
    return element;
  }

  let height = 0;
  function rowHeight() {
    if (height === 0) {
      const probe = make("div", "row", "x");
      $("rows").append(probe);
      height = probe.getBoundingClientRect().height;
      probe.remove();
    }
    return height;
  }

  function draw() {
    const list = $("list"), high = rowHeight();
    const first = Math.max(0, Math.floor(list.scrollTop / high) - ROWS_AROUND);
    const last = Math.min(found.length,
      Math.ceil((list.scrollTop + list.clientHeight) / high) + ROWS_AROUND);
    const rows = [];
    for (let i = first; i < last; i++) rows.push(row(i));
    $("rows").style.height = found.length * high + "px";
    $("rows").replaceChildren(...rows);
    if (active >= first && active < last)
      list.setAttribute("aria-activedescendant", "row-" + active);
    else
      list.removeAttribute("aria-activedescendant");
  }

  function filter() {
    const find = $("find").value.trim().toLowerCase();
    const zone = $("zone").value, given = $("given").value;
    const denied = $("denied").value;
    const some = given === "" ? undefined : number.get(given);
    const none = denied === "" ? undefined : number.get(denied);
    found = data.names.filter((name) =>
      (zone === "" || (some === undefined
        ? name.of.some((a) => a && a.zone === zone)
        : name.of[some] && name.of[some].zone === zone))
      && (some === undefined || isGiven(name.of[some]))
      && (none === undefined || !isGiven(name.of[none]))
      && (!$("differs").checked || name.answers.length > 1)
      && (!$("changed").checked || name.changes)
      && (find === "" || name.name.toLowerCase().includes(find)
        || name.answers.some((a) => a.records.some((r) =>
          r.toLowerCase().includes(find)))));
    active = 0;
    $("found").textContent = `${found.length.toLocaleString("en")} of `
      + `${data.names.length.toLocaleString("en")} names`;
    $("list").scrollTop = 0;
    draw();
  }

  function move(to) {
    if (found.length === 0) return;
    active = Math.min(Math.max(to, 0), found.length - 1);
    const list = $("list"), high = rowHeight();
    if (active * high < list.scrollTop) list.scrollTop = active * high;
    if ((active + 1) * high > list.scrollTop + list.clientHeight)
      list.scrollTop = (active + 1) * high - list.clientHeight;
    draw();
  }

  function records(answer) {
    if (answer === undefined) return [make("p", "status",
      "no records any more")];
    const how = { data: "", delegation: "a delegation, ",
      wildcard: "by a wildcard or an alias, ", empty: "no data, ",
      nothing: "" }[answer.by];
    return [make("p", "status", how + answer.status
      + (answer.zone === null ? "" : ", zone " + answer.zone)),
    make("ul", "", ...answer.records.map((r) => make("li", "", r)))];
  }

  // Where the audience's sources are, and who else answers them.
  function circumstances(audience) {
    const parts = [];
    const spans = data.classes.filter((c) => c.audience === audience.name)
      .flatMap((c) => c.spans);
    if (spans.length > 0)
      parts.push(make("p", "from", "from " + spans.slice(0, 8).join(", ")
        + (spans.length > 8 ? " \u2026" : "")));
    if (audience.resolver.length > 0)
      parts.push(make("p", "from", "as a resolver also what "
        + audience.resolver.join(", ") + " answers"));
    else if (audience.else.length > 0)
      parts.push(make("p", "from", "on a listener without " + audience.view
        + " what " + audience.else[0] + " answers"));
    return parts;
  }

  // Everything that anybody is answered about one name; audiences with the
  // same answer together.
  function open(name) {
    const parts = [], groups = new Map();
    const who = site ? data.audiences.filter((a) => a.view !== null)
      : data.views.map((view) => ({ name: view.name, view: view.name,
        else: [], resolver: [] }));
    for (const audience of who) {
      const answer = name.of[number.get(audience.view)];
      if (!groups.has(answer)) groups.set(answer, []);
      groups.get(answer).push(audience);
    }
    for (const [answer, group] of groups) {
      parts.push(make("h3", "", group.map((a) => a.name).join(", ")),
        ...records(answer));
      if (group.length === 1) parts.push(...circumstances(group[0]));
    }
    if (name.changes)
      parts.push(make("h3", "", "Changed"), make("ul", "",
        ...name.changes.map((change) => make("li", "", change.view + ": ",
          make("del", "", change.before || "nothing"), " → ",
          make("ins", "", change.now || "nothing")))));
    $("name-title").textContent = name.name;
    $("name-answers").replaceChildren(...parts);
    $("name").showModal();
  }

  function showNames() {
    const option = (value, text) => {
      const element = make("option", "", text);
      element.value = value;
      return element;
    };
    const zones = [...new Set(data.zones.map((zone) => zone.zone))];
    $("zone").append(option("", "any"), ...zones.map((z) => option(z, z)));
    for (const id of ["given", "denied"])
      $(id).append(option("", id === "given" ? "any view" : "–"),
        ...views.map((v) => option(v, v)));
    $("changed").parentElement.hidden = data.against === null;
    document.documentElement.style.setProperty("--columns",
      String(views.length <= COLUMNS_MOST ? views.length : 1));
    $("heads").append(make("span", "", "name"),
      ...(views.length <= COLUMNS_MOST ? views : ["given to"]).map((v) =>
        make("span", "", v)));
    $("filters").addEventListener("submit", (e) => e.preventDefault());
    $("filters").addEventListener("input", filter);
    $("list").addEventListener("scroll", draw, { passive: true });
    $("list").addEventListener("click", (event) => {
      const element = event.target.closest(".row");
      if (element === null) return;
      move(Number(element.id.slice(4)));
      open(found[active]);
    });
    $("list").addEventListener("keydown", (event) => {
      const page = Math.floor($("list").clientHeight / rowHeight()) - 1;
      const to = { ArrowDown: active + 1, ArrowUp: active - 1,
        PageDown: active + page, PageUp: active - page, Home: 0,
        End: found.length - 1 }[event.key];
      if (to !== undefined) move(to);
      else if (event.key !== "Enter" || found.length === 0) return;
      else open(found[active]);
      event.preventDefault();
    });
    $("close").addEventListener("click", () => $("name").close());
    window.addEventListener("resize", () => {
      height = 0;
      draw();
    });
    filter();
  }

  document.title = "mullion audit" + (site ? " " + data.hash.slice(0, 12) : "");
  showSums();
  showMatrix();
  showNames();
  if (site) showSources();
  showClaims();
  if (site) showWaivers();
  showImages();
  showChanges();
})();
