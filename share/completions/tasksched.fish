# fish completion for tasksched(1). The program itself knows what may follow: tasksched --complete.

function __tasksched_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in (command $words[1] --complete $words[2..] "$current" 2>/dev/null)
        switch $line
            case ':files' ':command'
                # Of FIELD=PATH the path alone is the file's.
                set -l stem (string match -r '^.*=' -- $current)
                set -l path (string replace -r '^.*=' '' -- $current)
                for file in (__fish_complete_path "$path")
                    echo "$stem$file"
                end
            case ':directories'
                __fish_complete_directories "$current"
            case ':*'
            case '*'
                echo $line
        end
    end
end

complete -c tasksched -f -a '(__tasksched_complete)'
