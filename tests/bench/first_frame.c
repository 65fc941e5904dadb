/* Put before a program that draws with SDL (LD_PRELOAD), ends it as soon as its first picture is shown: whoever waits for
 * its end has then waited for that picture. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>

void SDL_RenderPresent(void *renderer);

void SDL_RenderPresent(void *renderer)
{
    void (*present)(void *) = NULL;
    *(void **)&present = dlsym(RTLD_NEXT, "SDL_RenderPresent");
    if (present)
        present(renderer);
    _exit(present ? 0 : 2);
}
