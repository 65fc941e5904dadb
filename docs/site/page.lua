-- Links of a page, as they are in the repository, become links of the site; a long page of docs/ gets a list of its parts.
-- PAGE is the page's path in the repository.
local page = os.getenv('PAGE')

local function is_folder(path)
    local file = io.open(path)
    if not file then return false end
    local _, _, code = file:read(0)
    file:close()
    return code == 21
end

-- The path in the repository of what is linked to as `target` from a page in `folder`.
local function resolve(folder, target)
    local parts = {}
    for part in (folder .. '/' .. target):gmatch('[^/]+') do
        if part == '..' then table.remove(parts)
        elseif part ~= '.' then parts[#parts + 1] = part end
    end
    return table.concat(parts, '/')
end

-- The place in the site of a path of the repository.
local function place(path)
    if path == 'README.md' then return 'readme.html' end
    local below = path:match('^docs/(.*)$')
    if below and below:match('^pictures/.*%.png$') then return below end
    if below and below:match('%.md$') and (not below:match('/') or below:match('^lessons/')) then
        return (below:gsub('%.md$', '.html'):gsub('README%.html$', 'index.html'))
    end
    if path == 'docs/lessons' then return 'lessons/index.html' end
    if is_folder(path == '' and '.' or path) then return (('source/' .. path .. '/index.html'):gsub('//', '/')) end
    return 'source/' .. path .. '.html'
end

local function relink(target)
    if target:match('^%a[%w+.-]*:') or target:match('^#') then return target end
    local path, anchor = target:match('^([^#]*)(.*)$')
    local to_top = ('../'):rep(select(2, place(page):gsub('/', '')))
    return to_top .. place(resolve(page:match('^(.*)/[^/]*$') or '', path)) .. anchor
end

-- Behind the title of a long page: its parts.
local function list_parts(doc)
    local items, title_at = {}, nil
    for i, block in ipairs(doc.blocks) do
        if block.t == 'Header' and block.level == 1 and not title_at then title_at = i end
        if block.t == 'Header' and block.level == 2 then
            items[#items + 1] = {pandoc.Plain({pandoc.Link(block.content, '#' .. block.identifier)})}
        end
    end
    if title_at and #items >= 4 and page:match('^docs/[^/]*$') and page ~= 'docs/README.md' then
        doc.blocks:insert(title_at + 1, pandoc.RawBlock('html', '<nav class="toc">'))
        doc.blocks:insert(title_at + 2, pandoc.BulletList(items))
        doc.blocks:insert(title_at + 3, pandoc.RawBlock('html', '</nav>'))
    end
    return doc
end

return {{
    Pandoc = list_parts,
    Link = function(link) link.target = relink(link.target) return link end,
    Image = function(image) image.src = relink(image.src) return image end,
}}
